import type { GraphView, JobView, ResourceView } from "@landbridge/api";
import { useMemo } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { iconOfType } from "../../ui/type-icon.ts";
import { versionWords } from "../../ui/version-words.ts";
import { modelOf } from "./graph-model.ts";
import { neighboursOf, stagesOf } from "./graph-neighbours.ts";

interface Stage {
  readonly number: number;
  readonly jobs: readonly JobView[];
  readonly resources: readonly ResourceView[];
}

/** The graph on a phone: what comes first on top, stage by stage. */
export function GraphList({ graph }: { readonly graph: GraphView }): ReactElement {
  const stages = useMemo(() => listStages(graph), [graph]);
  return (
    <div className="stages">
      {stages.map((stage) => (
        <section key={stage.number} aria-label={`Stage ${stage.number}`}>
          <h2 className="stage-head">Stage {stage.number}</h2>
          {stage.resources.length > 0 && (
            <ul className="stage-resources">
              {stage.resources.map((resource) => (
                <li key={resource.name}>
                  <Link href={resourcePath(resource.name)} className="chip">
                    <Icon name={iconOfType(resource.type)} size={14} />
                    <span className="cut">{resource.name}</span>
                    {resource.latest && <span className="mono">{versionWords(resource.latest)}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          )}
          <ul className="stage-jobs">
            {stage.jobs.map((job) => (
              <StageJob key={job.name} job={job} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function StageJob({ job }: { readonly job: JobView }): ReactElement {
  return (
    <li>
      <Link
        href={jobPath(job.name)}
        className="stage-job"
        style={{ "--status": `var(--status-${job.status})` }}
      >
        <span className="stage-line">
          <strong className="cut">{job.name}</strong>
          <StatusMark status={job.status} as="line" />
        </span>
        <span className="stage-line muted small">
          <span className="cut">{job.reason.text}</span>
          <JobMoment run={job.statusRun ?? job.lastRun} />
        </span>
      </Link>
    </li>
  );
}

function JobMoment({ run }: { readonly run: JobView["statusRun"] }): ReactElement | null {
  const at = run?.finishedAt ?? run?.queuedAt;
  return at === undefined ? null : <Moment at={at} />;
}

function listStages(graph: GraphView): readonly Stage[] {
  const model = modelOf(graph);
  const ids = [...model.vertices.keys()];
  const stages = stagesOf(ids, new Set(graph.jobs.map((job) => job.name)), neighboursOf(model.edges));
  const last = Math.max(...stages.values());
  return Array.from({ length: last + 1 }, (_, at) => ({
    number: at + 1,
    jobs: graph.jobs.filter((job) => stages.get(job.name) === at),
    resources: graph.resources.filter((resource) => stages.get(resource.name) === at),
  }));
}
