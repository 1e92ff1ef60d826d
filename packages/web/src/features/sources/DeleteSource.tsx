import type { ReactElement } from "react";
import { useDeleted, useSourceAction } from "../../api/source-queries.ts";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { DeleteForGood } from "./DeleteForGood.tsx";
import { countOf, countsByKind } from "./plan-words.ts";

interface DeleteSourceProps {
  readonly source: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onDeleted?: () => void;
}

/** Asks before a removed source goes for good, and says what goes with it. */
export function DeleteSource({ source, isOpen, onOpenChange, onDeleted }: DeleteSourceProps): ReactElement {
  const deletion = useSourceAction(source);
  const onConfirm = (): void =>
    deletion.mutate("delete", {
      onSuccess: () => {
        onOpenChange(false);
        onDeleted?.();
      },
    });
  return (
    <DeleteForGood
      name={source}
      description="Everything that it ever declared goes with all its history."
      deletion={deletion}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onConfirm={onConfirm}
    >
      <WhatGoes source={source} />
    </DeleteForGood>
  );
}

function WhatGoes({ source }: { readonly source: string }): ReactElement {
  const { data: deleted, error, refetch } = useDeleted();
  if (error && !deleted) {
    return (
      <ErrorNote error={error} what="What goes with it could not be read" onRetry={() => void refetch()} />
    );
  }
  if (!deleted) return <Patience>Counting what goes with it…</Patience>;
  const things = deleted.filter((thing) => thing.source === source);
  if (things.length === 0) return <p>Nothing is left of what it declared.</p>;
  const kept = things.filter(({ keptBecause }) => keptBecause !== undefined);
  const history = (kind: "job" | "resource"): number =>
    things.reduce((sum, thing) => sum + (thing.kind === kind ? thing.historyLength : 0), 0);
  return (
    <>
      <p>
        <strong>{countsByKind(things)}</strong> with {countOf(history("job"), "run")} and{" "}
        {countOf(history("resource"), "version")} will be gone.
      </p>
      {kept.slice(0, 3).map(({ name, keptBecause }) => (
        <p key={name} className="refusal">
          {keptBecause}
        </p>
      ))}
      {kept.length > 0 && <p className="muted">While that is so, the server refuses.</p>}
    </>
  );
}
