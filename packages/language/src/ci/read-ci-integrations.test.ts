import { describe, expect, test } from "vitest";
import { ciOf, hints, said } from "../testing/loaded-ci.ts";

describe("integrations", () => {
  const INTEGRATIONS = `integrations:
  notifications:
    - integrationName: email
      type: email
      recipients: [--last_committer, ops@example.org]
      on_failure: never
      sendFailingSnippet: true
    - {integrationName: room, type: slack, recipients: "#dev", branches: {only: [main]}, on_start: always}
    - {integrationName: hook, type: webhook, payload: [a=$B]}
  hub:
    integrationName: registry
    type: ecr
    region: eu-west-1
    agent_only: true
    branches: {except: n*}
  key: [{integrationName: k, type: ssh-key}]
  generic: [{integrationName: g}]
`;

  test("notifications, with the defaults of their types", () => {
    const ci = ciOf(INTEGRATIONS);
    const common = { success: "change", start: "never", pullRequest: "always" };
    expect(ci?.notifications).toEqual([
      {
        type: "email",
        integration: "email",
        recipients: ["--last_committer", "ops@example.org"],
        branches: { only: [], except: [] },
        on: { ...common, failure: "never", cancel: "never" },
        payload: [],
        options: { sendFailingSnippet: true },
      },
      {
        type: "slack",
        integration: "room",
        recipients: ["#dev"],
        branches: { only: ["main"], except: [] },
        on: { ...common, failure: "always", cancel: "change", start: "always" },
        payload: [],
        options: {},
      },
      {
        type: "webhook",
        integration: "hook",
        recipients: [],
        branches: { only: [], except: [] },
        on: { ...common, failure: "always", cancel: "always" },
        payload: ["a=$B"],
        options: {},
      },
    ]);
    expect(said(`language: none\n${INTEGRATIONS}`)).toEqual([]);
  });

  test("registries, keys and values, as a list or as one map", () => {
    const everywhere = { branches: { only: [], except: [] }, agentOnly: false, options: {} };
    expect(ciOf(INTEGRATIONS)?.integrations).toEqual({
      hub: [
        {
          name: "registry",
          type: "ecr",
          branches: { only: [], except: ["n*"] },
          agentOnly: true,
          options: { region: "eu-west-1" },
        },
      ],
      key: [{ name: "k", type: "ssh-key", ...everywhere }],
      generic: [{ name: "g", ...everywhere }],
      deploy: [],
      postCiTrigger: [],
    });
  });

  test("a list in place of the map is sorted by type", () => {
    const text =
      "integrations:\n  - {integrationName: room, type: slack}\n  - {integrationName: r, type: gcr}";
    const ci = ciOf(text);
    expect(ci?.notifications.map(({ integration }) => integration)).toEqual(["room"]);
    expect(ci?.integrations.hub.map(({ name }) => name)).toEqual(["r"]);
    expect(said(`language: none\n${text}`)).toEqual(["warning MISPLACED_KEY 2:1"]);
  });

  test("notifications as a map by type", () => {
    const text = "integrations: {notifications: {email: {on_success: never}, slack: room}}";
    expect(ciOf(text)?.notifications).toMatchObject([
      { type: "email", on: { success: "never" } },
      { type: "slack", recipients: ["room"] },
    ]);
    expect(said(`language: none\n${text}`)).toEqual([]);
  });

  test.each<[string, string, readonly string[], readonly (string | undefined)[]]>([
    [
      "deploy and post_ci_trigger are kept without effect",
      "integrations:\n  deploy: [{integrationName: a, target: b}]\n  post_ci_trigger: [{integrationName: h}]",
      ["warning LEGACY_KEY 3:3", "warning LEGACY_KEY 4:3"],
      ["deploy with a job that has the image as IN", "write a job that has the runCI job as IN"],
    ],
    [
      "a list that is almost right",
      "integrations: {notification: [{type: email}]}",
      ["warning UNKNOWN_KEY 2:16"],
      ["did you mean `notifications`?"],
    ],
    [
      "a key of a notification",
      "integrations: {notifications: [{type: email, recepients: [a]}]}",
      ["warning UNKNOWN_KEY 2:46"],
      ["did you mean `recipients`?"],
    ],
    [
      "a notification without a type",
      "integrations: {notifications: [{integrationName: room}]}",
      ["warning MISSING_KEY 2:50"],
      ["add `type: email`, `slack`, `hipchat`, `irc` or `webhook`"],
    ],
    [
      "a time that is none",
      "integrations: {notifications: [{type: email, on_success: sometimes}]}",
      ["error INVALID_VALUE 2:58"],
      ["for example: `on_success: always`"],
    ],
    [
      "an integration without a name",
      "integrations: {hub: [{type: ecr}]}",
      ["warning MISSING_KEY 2:23"],
      ["add `integrationName: my_registry`"],
    ],
    [
      "a key of an integration",
      "integrations: {hub: [{integrationName: a, agentonly: true}]}",
      ["warning UNKNOWN_KEY 2:43"],
      ["did you mean `agent_only`?"],
    ],
    ["nothing", "integrations:", ["warning EMPTY_VALUE 2:1"], ["give it a value or remove the line"]],
    [
      "a text",
      "integrations: slack",
      ["error INVALID_VALUE 2:15"],
      ["for example: `integrations: {hub: [{integrationName: my_registry, type: ecr}]}`"],
    ],
  ])("%s", (_, text, problems, expected) => {
    expect(said(`language: none\n${text}`)).toEqual(problems);
    expect(hints(`language: none\n${text}`)).toEqual(expected);
  });
});
