import type { ButtonHTMLAttributes, ReactElement, ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-paths.ts";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "type"> {
  readonly kind?: "plain" | "primary" | "quiet" | "danger";
  readonly icon?: IconName;
  /** For a line of text beside it. */
  readonly isSmall?: boolean;
  readonly type?: "button" | "submit";
  readonly children?: ReactNode;
}

export function Button({
  kind = "plain",
  icon,
  isSmall = false,
  type = "button",
  children,
  ...rest
}: ButtonProps): ReactElement {
  const isSquare = children === undefined;
  return (
    <button
      type={type}
      className="button"
      data-kind={kind}
      data-small={isSmall ? "" : undefined}
      data-square={isSquare ? "" : undefined}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "icon"> {
  readonly icon: IconName;
  /** What it does, for readers and on hover; with its key when it has one. */
  readonly label: string;
}

export function IconButton({ label, kind = "quiet", ...rest }: IconButtonProps): ReactElement {
  return <Button kind={kind} aria-label={label} title={label} {...rest} />;
}
