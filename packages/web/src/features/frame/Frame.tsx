import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { useLocation } from "wouter";
import { FeedConnection } from "../../api/feed-connection.tsx";
import { useJobActions } from "../../api/queries.ts";
import { GATES_PATH, graphPath } from "../../paths.ts";
import { useKeys } from "../../ui/keys.ts";
import { KeyHelp } from "./KeyHelp.tsx";
import { Rail } from "./Rail.tsx";
import { SignInLink } from "./SignInLink.tsx";
import { SearchPalette } from "./SearchPalette.tsx";
import type { SearchAction } from "./search-entries.ts";
import { chooseTheme, isDark } from "../../ui/theme.ts";
import { TopBar } from "./TopBar.tsx";

/** What stays while pages change: top bar, rail, search and keys. */
export function Frame({ children }: { readonly children: ReactNode }): ReactElement {
  const [isSearching, setSearching] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const [isLinking, setLinking] = useState(false);
  useSearchKey(() => setSearching(true));
  useGoKeys(() => setHelping(true));
  return (
    <FeedConnection>
      <div className="frame">
        <a className="skip" href="#main">
          Skip to the page
        </a>
        <TopBar
          onSearch={() => setSearching(true)}
          onKeys={() => setHelping(true)}
          onLink={() => setLinking(true)}
        />
        <Rail />
        <main className="main" id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Search isOpen={isSearching} onOpenChange={setSearching} onKeys={() => setHelping(true)} />
      <SignInLink isOpen={isLinking} onOpenChange={setLinking} />
      <KeyHelp isOpen={isHelping} onOpenChange={setHelping} />
    </FeedConnection>
  );
}

interface SearchProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onKeys: () => void;
}

function Search({ isOpen, onOpenChange, onKeys }: SearchProps): ReactElement {
  const [, navigate] = useLocation();
  const jobs = useJobActions();
  const carryOut = (action: SearchAction): void => {
    switch (action.kind) {
      case "switch-theme":
        return chooseTheme(isDark() ? "light" : "dark");
      case "show-keys":
        return onKeys();
      default:
        // What comes of it is seen at the job.
        jobs.mutate(action);
        navigate(graphPath(action.job));
    }
  };
  return <SearchPalette isOpen={isOpen} onOpenChange={onOpenChange} onAction={carryOut} />;
}

/** Ctrl-K works inside of fields too. */
function useSearchKey(open: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    open();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKeyDown(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

const GO_KEYS: Readonly<Record<string, string>> = {
  r: "/runs",
  w: GATES_PATH,
  v: "/resources",
  s: "/sources",
  a: "/agents",
};
const GO_WITHIN_MS = 1_200;

/** `g` and a letter go to a place; `?` shows all keys. */
function useGoKeys(help: () => void): void {
  const [, navigate] = useLocation();
  const pressedAt = useRef(-GO_WITHIN_MS);
  const isSecond = (event: KeyboardEvent): boolean => event.timeStamp - pressedAt.current < GO_WITHIN_MS;
  const goTo =
    (path: string) =>
    (event: KeyboardEvent): void => {
      if (isSecond(event)) navigate(path);
      pressedAt.current = -GO_WITHIN_MS;
    };
  const go = (event: KeyboardEvent): void => {
    if (isSecond(event)) goTo("/")(event);
    else pressedAt.current = event.timeStamp;
  };
  useKeys({
    ...Object.fromEntries(Object.entries(GO_KEYS).map(([key, path]) => [key, goTo(path)])),
    "?": help,
    g: go,
  });
}
