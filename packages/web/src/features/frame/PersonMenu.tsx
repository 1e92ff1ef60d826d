import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { ReactElement } from "react";
import { useSignOut } from "../../api/queries.ts";
import { useSignedIn } from "../../api/workspace.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { chooseTheme, readTheme } from "../../ui/theme.ts";
import type { Theme } from "../../ui/theme.ts";

const THEMES: readonly { readonly theme: Theme; readonly name: string; readonly icon: IconName }[] = [
  { theme: "auto", name: "As the browser", icon: "screen" },
  { theme: "light", name: "Light", icon: "sun" },
  { theme: "dark", name: "Dark", icon: "moon" },
];

interface PersonMenuProps {
  readonly onKeys: () => void;
  readonly onLink: () => void;
}

/** Who is signed in, and what only concerns them. */
export function PersonMenu({ onKeys, onLink }: PersonMenuProps): ReactElement {
  const me = useSignedIn();
  const signOut = useSignOut();
  const [theme, setTheme] = useState(readTheme);
  const choose = (next: string): void => {
    const found = THEMES.find((candidate) => candidate.theme === next)?.theme ?? "auto";
    setTheme(found);
    chooseTheme(found);
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button" data-kind="quiet" aria-label={`${me.name}: menu`}>
        <Icon name="person" />
        <span className="person-name cut">{me.name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Label className="menu-label">
            <strong>{me.name}</strong> <span className="muted">{me.role}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.RadioGroup value={theme} onValueChange={choose}>
            {THEMES.map((item) => (
              <DropdownMenu.RadioItem key={item.theme} value={item.theme} className="menu-item">
                <Icon name={item.icon} />
                {item.name}
                <DropdownMenu.ItemIndicator className="menu-tick">
                  <span aria-hidden="true">✓</span>
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={onLink}>
            <Icon name="link" /> Sign-in link
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={onKeys}>
            <Icon name="keyboard" /> Keys <kbd className="menu-tick">?</kbd>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => signOut.mutate()}>
            <Icon name="leave" /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
