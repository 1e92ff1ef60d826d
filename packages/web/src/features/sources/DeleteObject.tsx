import type { DeletedObjectView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useDeleteForGood } from "../../api/source-queries.ts";
import { DeleteForGood } from "./DeleteForGood.tsx";
import { countOf } from "./plan-words.ts";

interface DeleteObjectProps {
  readonly thing: DeletedObjectView;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Asks before a removed job or resource goes for good, with its history. */
export function DeleteObject({ thing, isOpen, onOpenChange }: DeleteObjectProps): ReactElement {
  const { name, kind, historyLength } = thing;
  const deletion = useDeleteForGood(thing);
  const history = countOf(historyLength, kind === "job" ? "run" : "version");
  return (
    <DeleteForGood
      name={name}
      description={`The ${kind} goes with ${historyLength === 1 ? "its" : "all its"} ${history}.`}
      deletion={deletion}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onConfirm={() => deletion.mutate(undefined, { onSuccess: () => onOpenChange(false) })}
    />
  );
}
