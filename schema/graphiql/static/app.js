"use strict";

const ENDPOINT = new URL("/graphql", location.href);
const EXAMPLES = new URL("/graphql/assets/examples/", location.href);
const TABS = [
  { query: "start_workflow.graphql", variables: "start_workflow.json" },
  { query: "workflows.graphql" },
  { query: "transitions.graphql" },
  { query: "workflow_events.graphql" },
];

async function text(name) {
  const response = await fetch(new URL(name, EXAMPLES));
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response.text();
}

async function tab({ query, variables }) {
  return { query: await text(query), variables: variables && (await text(variables)) };
}

// GraphiQL fills its editors from this storage, not from the default tabs, and opens an empty tab when the two differ.
function openFirst({ query, variables }) {
  if (localStorage.getItem("graphiql:tabState") !== null) return;
  localStorage.setItem("graphiql:query", query);
  localStorage.setItem("graphiql:variables", variables);
}

function fetcher() {
  const socket = new URL(ENDPOINT);
  socket.protocol = ENDPOINT.protocol.replace("http", "ws");
  const send = GraphiQL.createFetcher({
    url: ENDPOINT.href,
    subscriptionUrl: socket.href, // it sends the headers editor's content in the payload of connection_init
    enableIncrementalDelivery: false,
    fetch: fetchAndTell,
  });
  return async (params, options) => {
    const subscribes = options?.documentAST?.definitions.some(({ operation }) => operation === "subscription");
    return (subscribes && (await refusal(options.headers))) || send(params, options);
  };
}

// Says above GraphiQL that a token is needed, for as long as that is so.
async function fetchAndTell(url, init) {
  const response = await fetch(url, init);
  document.getElementById("token").hidden = response.status !== 401;
  return response;
}

// The socket would be opened again and again for half a minute before anything is said, so HTTP is asked first.
async function refusal(headers) {
  const body = JSON.stringify({ query: "{ __typename }" });
  const given = { "content-type": "application/json", ...headers };
  const response = await fetchAndTell(ENDPOINT.href, { method: "POST", headers: given, body });
  return response.ok ? null : response.json();
}

async function start(root) {
  const defaultTabs = await Promise.all(TABS.map(tab));
  openFirst(defaultTabs[0]);
  const logo = React.createElement(GraphiQL.Logo, null, "Handoff");
  const graphiql = React.createElement(GraphiQL, { fetcher: fetcher(), defaultTabs, isHeadersEditorEnabled: true }, logo);
  ReactDOM.createRoot(root).render(graphiql);
}

const root = document.getElementById("graphiql");
start(root).catch((error) => {
  root.textContent = `This page could not start: ${error.message}`;
});
