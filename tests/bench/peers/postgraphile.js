// PostGraphile 5 over the tables as they are: what it makes of them, with the preset that its documentation recommends.
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

import { CONNECTIONS, serve } from "./serve.js";

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"], poolConfig: { max: CONNECTIONS } }),
  ],
  grafast: { explain: false },
  grafserv: { watch: false, graphiql: false },
});
await instance.getSchemaResult();
const server = serve();
await instance.createServ(grafserv).addTo(server);
