/** Roles in a workspace, from least to most. */
export const ROLES = ["viewer", "operator", "member", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role may do what asks for at least `least`. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
