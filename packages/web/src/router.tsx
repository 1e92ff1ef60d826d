import type { ReactElement } from "react";
import { Link, Route, Switch } from "wouter";
import { isSignedOut } from "./api/failure.ts";
import { useMe } from "./api/queries.ts";
import { MeProvider } from "./api/workspace.ts";
import { AgentsPage } from "./features/agents/AgentsPage.tsx";
import { Frame } from "./features/frame/Frame.tsx";
import { GatesPage } from "./features/gates/GatesPage.tsx";
import { JobPage } from "./features/jobs/JobPage.tsx";
import { ResourcePage } from "./features/resources/ResourcePage.tsx";
import { ResourcesPage } from "./features/resources/ResourcesPage.tsx";
import { RunPage } from "./features/runs/RunPage.tsx";
import { RunsPage } from "./features/runs/RunsPage.tsx";
import { SignInPage, SignedOutPage } from "./features/sign-in/SignInPage.tsx";
import { ConfigurationPage } from "./features/sources/ConfigurationPage.tsx";
import { RemovedPage } from "./features/sources/RemovedPage.tsx";
import { SourcePage } from "./features/sources/SourcePage.tsx";
import { SourcesPage } from "./features/sources/SourcesPage.tsx";
import { GraphPage } from "./features/workflow-graph/GraphPage.tsx";
import { GATES_PATH, REMOVED_PATH } from "./paths.ts";
import { ErrorNote, Patience } from "./ui/Note.tsx";
import { useTitle } from "./ui/page-title.ts";

/** Every address of the page. All but the sign-in need a session. */
export function Router(): ReactElement {
  return (
    <Switch>
      <Route path="/sign-in">
        <SignInPage />
      </Route>
      <Route>
        <SignedIn />
      </Route>
    </Switch>
  );
}

function SignedIn(): ReactElement {
  const { data: me, error, refetch } = useMe();
  if (isSignedOut(error)) return <SignedOutPage />;
  if (!me && error) {
    return (
      <main className="page">
        <ErrorNote error={error} what="Landbridge does not answer" onRetry={() => void refetch()} />
      </main>
    );
  }
  if (!me) return <Patience>Asking who you are…</Patience>;
  return (
    <MeProvider value={me}>
      <Frame>
        <Pages />
      </Frame>
    </MeProvider>
  );
}

function Pages(): ReactElement {
  return (
    <Switch>
      <Route path="/">
        <GraphPage />
      </Route>
      <Route path="/runs">
        <RunsPage />
      </Route>
      <Route path={GATES_PATH}>
        <GatesPage />
      </Route>
      <Route path="/jobs/:job/runs/:number">
        {({ job, number }) => <RunPage key={`${job} ${number}`} job={decode(job)} number={Number(number)} />}
      </Route>
      <Route path="/jobs/:job">{({ job }) => <JobPage key={job} name={decode(job)} />}</Route>
      <Route path="/resources">
        <ResourcesPage />
      </Route>
      <Route path="/resources/:resource">
        {({ resource }) => <ResourcePage key={resource} name={decode(resource)} />}
      </Route>
      <Route path="/sources">
        <SourcesPage />
      </Route>
      <Route path="/sources/:source/configurations/:number">
        {({ source, number }) => (
          <ConfigurationPage key={`${source} ${number}`} source={decode(source)} number={Number(number)} />
        )}
      </Route>
      <Route path="/sources/:source">
        {({ source }) => <SourcePage key={source} name={decode(source)} isPlanOpen={false} />}
      </Route>
      <Route path="/sources/:source/plan">
        {({ source }) => <SourcePage key={source} name={decode(source)} isPlanOpen />}
      </Route>
      <Route path={REMOVED_PATH}>
        <RemovedPage />
      </Route>
      <Route path="/agents">
        <AgentsPage />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}

/** An address typed by hand may hold a lone percent sign. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function NotFoundPage(): ReactElement {
  useTitle("Not found");
  return (
    <div className="empty">
      <h2>There is no page at this address.</h2>
      <p className="muted">
        It may have been mistyped, or what it showed is gone.{" "}
        <Link href="/" className="text-link">
          To the graph
        </Link>
      </p>
    </div>
  );
}
