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
  return GraphiQL.createFetcher({ url: ENDPOINT.href, subscriptionUrl: socket.href, enableIncrementalDelivery: false });
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
