import type { CiNotification, CiNotificationTime } from "./ci.ts";

type Times = CiNotification["on"];

/**
 * When a notification is sent, with the defaults of its type for what is not written: a cancelled run is told
 * like a failed one by e-mail, irc and hipchat, on a change by slack, and always by webhook.
 */
export function timesOfNotification(type: string, written: Partial<Times>): Times {
  const failure = written.failure ?? "always";
  return {
    success: written.success ?? "change",
    failure,
    cancel: written.cancel ?? timeOfCancel(type, failure),
    start: written.start ?? "never",
    pullRequest: written.pullRequest ?? "always",
  };
}

function timeOfCancel(type: string, failure: CiNotificationTime): CiNotificationTime {
  if (type === "slack") return "change";
  return type === "webhook" ? "always" : failure;
}
