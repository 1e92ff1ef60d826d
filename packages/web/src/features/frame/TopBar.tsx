import type { ReactElement } from "react";
import { Link } from "wouter";
import { useSignedIn } from "../../api/workspace.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Logo } from "../../ui/Logo.tsx";
import { FeedLight } from "./FeedLight.tsx";
import { PersonMenu } from "./PersonMenu.tsx";

interface TopBarProps {
  readonly onSearch: () => void;
  readonly onKeys: () => void;
  readonly onLink: () => void;
}

export function TopBar({ onSearch, onKeys, onLink }: TopBarProps): ReactElement {
  const me = useSignedIn();
  return (
    <header className="bar">
      <Link href="/" className="bar-home" aria-label="Landbridge: to the graph">
        <Logo />
        <span className="bar-name">Landbridge</span>
      </Link>
      <span className="bar-workspace cut" title="Workspace">
        {me.workspace}
      </span>
      <button type="button" className="bar-search" onClick={onSearch} aria-keyshortcuts="Control+K">
        <Icon name="search" size={14} />
        <span className="bar-search-words cut">Search jobs, resources, runs</span>
        <span className="bar-search-keys">
          <kbd>Ctrl</kbd> <kbd>K</kbd>
        </span>
      </button>
      <FeedLight />
      <PersonMenu onKeys={onKeys} onLink={onLink} />
    </header>
  );
}
