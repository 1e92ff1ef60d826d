import type { ReactElement, RefObject } from "react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LogFindField } from "./LogFindField.tsx";
import type { LogFind } from "./use-log-search.ts";

interface LogToolbarProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly find: LogFind;
  readonly isWrapped: boolean;
  readonly isFollowing: boolean;
  readonly isLive: boolean;
  readonly hasError: boolean;
  readonly download: { readonly href: string; readonly name: string };
  readonly onFirstError: () => void;
  readonly onWrap: () => void;
  readonly onFollow: () => void;
}

export function LogToolbar(props: LogToolbarProps): ReactElement {
  return (
    <div className="log-bar" role="toolbar" aria-label="Log">
      <LogFindField field={props.field} find={props.find} />
      <span className="log-bar-gap" />
      {props.hasError && (
        <Button kind="quiet" onClick={props.onFirstError} title="Go to the first error (e)">
          First error <kbd>e</kbd>
        </Button>
      )}
      {props.isLive && (
        <Button
          kind="quiet"
          icon="arrow-down"
          aria-pressed={props.isFollowing}
          onClick={props.onFollow}
          title="Follow what is added (f)"
        >
          Follow
        </Button>
      )}
      <IconButton
        icon="wrap"
        label="Wrap long lines (w)"
        aria-pressed={props.isWrapped}
        onClick={props.onWrap}
      />
      <a
        className="button"
        data-kind="quiet"
        data-square=""
        href={props.download.href}
        download={props.download.name}
        aria-label="Download this step's log"
        title="Download this step's log"
      >
        <Icon name="download" />
      </a>
    </div>
  );
}
