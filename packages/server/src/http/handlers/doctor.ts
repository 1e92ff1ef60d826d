import { contextOf } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

export function doctorHandlers(parts: HandlerParts): {
  readonly examineWorkspace: Handler<"examineWorkspace">;
} {
  return {
    async examineWorkspace({ workspace, mend }, caller) {
      await contextOf(parts, workspace);
      const { breaches, isHealthy } = await parts.doctor({ by: caller.account.name, mend });
      return { breaches: [...breaches], isHealthy };
    },
  };
}
