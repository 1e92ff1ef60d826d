import type { MeView } from "@landbridge/api";
import { isAtLeast } from "@landbridge/core";
import type { Role } from "@landbridge/core";
import { createContext, use } from "react";

const MeContext = createContext<MeView | undefined>(undefined);

/** Given once somebody is signed in. */
export const MeProvider = MeContext.Provider;

export function useSignedIn(): MeView {
  const me = use(MeContext);
  if (!me) throw new Error("Only pages behind the sign-in know who is signed in.");
  return me;
}

export function useWorkspace(): string {
  return useSignedIn().workspace;
}

/** Whether who is signed in may do what asks for this role. */
export function useMay(role: Role): boolean {
  return isAtLeast(useSignedIn().role, role);
}
