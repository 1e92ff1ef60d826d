import { Handle, Position } from "@xyflow/react";
import type { MouseEvent, ReactElement, ReactNode } from "react";
import { useIsDimmed } from "./graph-hover.ts";
import { useGraphActions } from "./graph-actions.ts";

interface VertexLinkProps {
  readonly id: string;
  readonly kind: "job" | "resource";
  readonly href: string;
  readonly className: string;
  readonly label: string;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly attributes: Readonly<Record<`data-${string}`, string | undefined>>;
  readonly style?: Readonly<Record<`--${string}`, string>>;
  readonly children: ReactNode;
}

/** A vertex is a real link to its page: a click selects, a double click opens, the middle button opens a tab. */
export function VertexLink(props: VertexLinkProps): ReactElement {
  const actions = useGraphActions();
  const isDimmed = useIsDimmed(props.id);
  const select = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    actions.select(props.id);
  };
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <a
        className={props.className}
        href={props.href}
        draggable={false}
        tabIndex={props.isTabStop ? 0 : -1}
        aria-label={props.label}
        aria-current={props.isSelected ? "true" : undefined}
        data-vertex={props.id}
        data-dimmed={isDimmed ? "" : undefined}
        data-selected={props.isSelected ? "" : undefined}
        {...props.attributes}
        style={props.style}
        onClick={select}
        onDoubleClick={() => actions.open(props)}
      >
        {props.children}
      </a>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}
