import { Dialog } from "radix-ui";
import type { ReactElement } from "react";
import { IconButton } from "../../ui/Button.tsx";

const KEYS: readonly { readonly where: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    where: "Everywhere",
    keys: [
      ["Ctrl K", "Search jobs, resources, runs, sources, actions"],
      ["g g", "Graph"],
      ["g r", "Runs"],
      ["g w", "Gates: what waits for an approval"],
      ["g v", "Resources and their versions"],
      ["g s", "Sources"],
      ["g a", "Agents"],
      ["?", "These keys"],
    ],
  },
  {
    where: "Graph",
    keys: [
      ["← →", "Walk along the edges"],
      ["↑ ↓", "The vertex above or below"],
      ["Enter", "Open what is selected"],
      ["Esc", "Let go of it"],
      ["+ −", "Nearer, farther"],
      ["0", "All of it"],
    ],
  },
  {
    where: "Log",
    keys: [
      ["/", "Find"],
      ["n N", "Next match, previous match"],
      ["e", "First error"],
      ["f", "Follow"],
      ["w", "Wrap long lines"],
    ],
  },
];

interface KeyHelpProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export function KeyHelp({ isOpen, onOpenChange }: KeyHelpProps): ReactElement {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="help" aria-describedby={undefined}>
          <header className="help-head">
            <Dialog.Title>Keys</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon="close" label="Close (Escape)" />
            </Dialog.Close>
          </header>
          <div className="help-body">
            {KEYS.map(({ where, keys }) => (
              <section key={where}>
                <h3>{where}</h3>
                <dl className="help-keys">
                  {keys.map(([key, does]) => (
                    <div key={key}>
                      <dt>
                        {key.split(" ").map((part, at) => (
                          // "g g" is twice the same key.
                          // oxlint-disable-next-line react/no-array-index-key
                          <kbd key={at}>{part}</kbd>
                        ))}
                      </dt>
                      <dd>{does}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
