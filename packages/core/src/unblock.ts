import type { InputFact, Unblock } from "./decision.ts";

/** What would mend the unhealthy ones among a job's INs: a run where a run can, the configuration elsewhere. */
export function remediesFor(inputs: readonly InputFact[]): readonly Unblock[] {
  return inputs.flatMap(({ from, health }) => {
    if (health.state !== "unhealthy") return [];
    const { because } = health;
    if (because === "quarantined") return [releaseVersion(from)];
    const isDeclaredWrong = because === "inconsistent" || because === "deleted" || because === "missing";
    return [isDeclaredWrong ? mendConfiguration(from) : runUntilItSucceeds(from)];
  });
}

export function releaseVersion(name: string): Unblock {
  return {
    action: "release-version",
    target: name,
    text: `Release a version of ${name} from quarantine, or make a new one.`,
  };
}

export function runUntilItSucceeds(job: string): Unblock {
  return { action: "run-job", target: job, text: `Run ${job} until it succeeds.` };
}

export function waitForJob(job: string): Unblock {
  return { action: "wait-for-job", target: job, text: `${job} has to end.` };
}

export function waitForRun({ job, number }: { readonly job: string; readonly number: number }): Unblock {
  return { action: "wait-for-job", target: job, text: `${job} #${String(number)} has to end.` };
}

/** For a version that nobody takes while it is in quarantine. */
export function releaseThisVersion(name: string, number: number): Unblock {
  return {
    action: "release-version",
    target: name,
    text: `Release version ${String(number)} of ${name} from quarantine.`,
  };
}

export function replayVersion(name: string, number: number): Unblock {
  return {
    action: "replay",
    target: name,
    text: `Send version ${String(number)} of ${name} down the graph again.`,
  };
}

export function mendConfiguration(name: string): Unblock {
  return {
    action: "mend-configuration",
    target: name,
    text: `Mend ${name} in the configuration and sync.`,
  };
}

export function runByHand(job: string): Unblock {
  return { action: "run-manually", target: job, text: `Run ${job} by hand.` };
}

export function approveRun({ job, number }: { readonly job: string; readonly number: number }): Unblock {
  const name = `${job} #${String(number)}`;
  return { action: "approve", target: job, text: `Approve ${name}.` };
}

export function resumeJob(job: string): Unblock {
  return { action: "resume-job", target: job, text: `Resume ${job}.` };
}

export function unpinInput(name: string): Unblock {
  return { action: "unpin", target: name, text: `Unpin ${name}.` };
}

export function switchOn(name: string): Unblock {
  const text = `Take switch: off of ${name} out of the configuration.`;
  return { action: "mend-configuration", target: name, text };
}
