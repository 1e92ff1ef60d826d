import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isPassing, isSignedOut } from "./api/failure.ts";
import { keys } from "./api/query-keys.ts";
import { applyTheme, readTheme } from "./ui/theme.ts";
import { Router } from "./router.tsx";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/frame.css";
import "./styles/graph.css";
import "./styles/pages.css";
import "./styles/run.css";
import "./styles/sources.css";
import "./styles/why.css";
import "./styles/gates.css";
import { statusStyle } from "./ui/status.ts";

const MOST_ATTEMPTS = 3;

function start(): void {
  applyTheme(readTheme());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(statusStyle());
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueries()}>
        <Router />
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** The page's memory of the server. The feed keeps it fresh, so nothing is read again just because time passes. */
function createQueries(): QueryClient {
  const onError = (error: unknown): void => {
    // The session ended while the page was open: asking who is signed in brings the sign-in page.
    if (isSignedOut(error)) void queries.resetQueries({ queryKey: keys.me });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== keys.me[0]) onError(error);
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        retry: (failures, error) => failures < MOST_ATTEMPTS && isPassing(error),
        // Whether the machine is online says nothing about a server on the same machine.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return queries;
}

start();
