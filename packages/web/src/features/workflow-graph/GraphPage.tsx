import type { GraphView } from "@landbridge/api";
import { Suspense, lazy, useMemo } from "react";
import type { ReactElement } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useGraph } from "../../api/queries.ts";
import { graphPath, jobPath, resourcePath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { PHONE, useMedia } from "../../ui/media.ts";
import { useTitle } from "../../ui/page-title.ts";
import { EmptyGraph } from "./EmptyGraph.tsx";
import { GraphList } from "./GraphList.tsx";
import { Inspector } from "./Inspector.tsx";
import type { GraphActions } from "./graph-actions.ts";
import { StatusSummary } from "./StatusSummary.tsx";

const WorkflowGraph = lazy(async () => ({ default: (await import("./WorkflowGraph.tsx")).WorkflowGraph }));

/** The home page: the whole workflow, and beside it whatever is selected. */
export function GraphPage(): ReactElement {
  useTitle("Graph");
  const { data: graph, error, refetch } = useGraph();
  if (!graph && error) {
    return (
      <div className="page">
        <ErrorNote error={error} what="The graph could not be read" onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!graph) return <Patience>Reading the graph…</Patience>;
  if (graph.jobs.length + graph.resources.length === 0) return <EmptyGraph />;
  return <FilledGraph graph={graph} />;
}

function FilledGraph({ graph }: { readonly graph: GraphView }): ReactElement {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const isPhone = useMedia(PHONE);
  const selected = params.get("at") ?? undefined;
  const isDrawn = !isPhone || params.get("view") === "graph" || selected !== undefined;
  const actions = useMemo<GraphActions>(
    () => ({
      select: (id) =>
        navigate(isPhone && id === undefined ? "/?view=graph" : graphPath(id), { replace: true }),
      open: ({ id, kind }) => navigate(kind === "job" ? jobPath(id) : resourcePath(id)),
    }),
    [navigate, isPhone],
  );
  return (
    <div className="graph-page">
      <h1 className="unseen">Graph of {graph.workspace}</h1>
      <div className="graph-main">
        <div className="graph-head">
          <StatusSummary jobs={graph.jobs} selected={selected} onSelect={actions.select} />
          {isPhone && (
            <Button
              icon={isDrawn ? "list" : "graph"}
              onClick={() => navigate(isDrawn ? "/" : "/?view=graph", { replace: true })}
            >
              {isDrawn ? "List" : "Graph"}
            </Button>
          )}
        </div>
        {isDrawn ? (
          <Suspense fallback={<Patience>Loading the graph…</Patience>}>
            <WorkflowGraph graph={graph} selected={selected} actions={actions} />
          </Suspense>
        ) : (
          <GraphList graph={graph} />
        )}
      </div>
      {selected !== undefined && (
        <Inspector
          key={selected}
          graph={graph}
          selected={selected}
          onClose={() => actions.select(undefined)}
        />
      )}
    </div>
  );
}
