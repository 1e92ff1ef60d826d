import { describe, expect, test } from "vitest";
import { readResource, told } from "../testing/read-resource.ts";

const INTEGRATION = "(add `integration:` with the name of one, beside `type`)";

describe("a wrong resource is told what is wrong, and how to mend it", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "cliConfig",
      "versionTemplate: {regoin: eu}",
      [
        `warning MISSING_KEY The cliConfig resource \`r\` has no \`integration\`, whose account the tools are set up for. ${INTEGRATION}`,
        "warning UNKNOWN_KEY `regoin` is not a known key of the values of type cliConfig. (did you mean `region`?)",
      ],
    ],
    [
      "cluster",
      "versionTemplate: {bastionHost: {address: 1.2.3.4, usr: ops}}, integration: i",
      [
        "error MISSING_KEY `bastionHost` has no `user`. (write `user` in place of `usr`)",
        "error MISSING_KEY `bastionHost` has no `keyIntegration`. (add `keyIntegration: bastion_key`)",
        "warning UNKNOWN_KEY `usr` is not a known key of `bastionHost`. (did you mean `user`?)",
      ],
    ],
    [
      "cluster",
      "versionTemplate: {bastionHost: 1.2.3.4}",
      [
        `warning MISSING_KEY The cluster resource \`r\` has no \`integration\`, which says how the cluster is reached. ${INTEGRATION}`,
        'error INVALID_VALUE `bastionHost` must be a map with `address`, `user`, `keyIntegration`, but is "1.2.3.4". (for example: `bastionHost: {address: 10.0.0.5, user: deploy, keyIntegration: bastion_key}`)',
      ],
    ],
    [
      "externalCIServer",
      "versionTemplate: {url: x}",
      [
        "warning UNKNOWN_KEY `url` is not a known key of the values of type externalCIServer. (they have no values: remove the line)",
      ],
    ],
    [
      "file",
      "versionTemplate: {versionName: '1'}",
      [
        "error MISSING_KEY The file resource `r` has no `sourceName`. (add `versionTemplate: {sourceName: https://files.example.com/app.tgz}`)",
      ],
    ],
    [
      "file",
      "versionTemplate: {sourceName: repo/app.tgz, versionName: '1'}",
      [
        `warning MISSING_KEY The file resource \`r\` has no \`integration\`, without which \`sourceName\` is a whole address. ${INTEGRATION}`,
      ],
    ],
    [
      "gitRepo",
      "versionTemplate: {sourceName: , branch: [a]}",
      [
        "warning EMPTY_VALUE `sourceName` has no value and is left out. (give it a value or remove the line)",
        "error MISSING_KEY The gitRepo resource `r` has no `sourceName`. (add `versionTemplate: {sourceName: https://git.example.com/acme/api.git}`)",
        "error INVALID_VALUE `branch` must be text, but is a list. (for example: `branch: main`)",
      ],
    ],
    [
      "gitRepo",
      "versionTemplate: {sourceName: /r, branches: {onyl: a}, tags: {}, depth: 0}",
      [
        "error UNKNOWN_KEY `onyl` is not a known key of `branches`. (did you mean `only`?)",
        "warning MISSING_KEY `tags` has nothing in it. (for example: `tags: {only: [main, release/*]}`)",
        "error INVALID_VALUE `depth` must be a whole number of at least 1, but is 0. (for example: `depth: 1`)",
      ],
    ],
    [
      "gitRepo",
      "versionTemplate: {sourceName: /r, buildOnCommit: sometimes, gitConfig: [a, {b: c}]}",
      [
        'error INVALID_VALUE `buildOnCommit` must be true or false (or on, off), but is "sometimes". (for example: `buildOnCommit: true`)',
        "error INVALID_VALUE `gitConfig` must be a list of texts, but item 2 is a map. (for example: `gitConfig: [core.autocrlf false]`)",
      ],
    ],
    [
      "image",
      "versionTemplate: {sourceName: [a], versoinName: b}",
      [
        "warning MISSING_KEY The image resource `r` has no `versionName`. (write `versionName` in place of `versoinName`)",
        "error INVALID_VALUE `sourceName` must be text, but is a list. (for example: `sourceName: acme/api`)",
        "warning UNKNOWN_KEY `versoinName` is not a known key of the values of type image. (did you mean `versionName`?)",
      ],
    ],
    [
      "integration",
      "flags: []",
      [
        `error MISSING_KEY The integration resource \`r\` has no \`integration\`, which is the one it hands to jobs. ${INTEGRATION}`,
      ],
    ],
    [
      "integration",
      "versionTemplate: {integration: keys}",
      [
        "warning MISPLACED_KEY `integration` belongs beside `type`; it is read as if it stood there. (move it one level up, in line with `type:`)",
      ],
    ],
    [
      "loadBalancer",
      "versionTemplate: {sourceName: shop, method: loadbalancer}",
      [
        'error INVALID_VALUE `method` must be one of classic, application, ClusterIP, ExternalName, LoadBalancer, NodePort, but is "loadbalancer". (did you mean `LoadBalancer`?)',
      ],
    ],
    [
      "loadBalancer",
      "versionTemplate: {sourceName: arn:aws:elasticloadbalancing:eu:1:loadbalancer/app/a, method: ExternalName, ports: [{port: 70000}, {name: b}, c]}",
      [
        `warning MISSING_KEY The loadBalancer resource \`r\` has no \`integration\`, which says on which cluster it is made. ${INTEGRATION}`,
        "warning MISSING_KEY The loadBalancer resource `r` has no `externalName`. (add `versionTemplate: {externalName: shop.example.com}`)",
        "warning INVALID_VALUE `sourceName` is the ARN of a load balancer, but the ARN of its target group is needed. (for example: `sourceName: my_service`)",
        "error INVALID_VALUE `port` must be a whole number from 1 to 65535, but is 70000. (for example: `port: 80`)",
        "error MISSING_KEY An item of `ports` has no `port`. (add `port: 80`)",
        'error INVALID_VALUE `ports` must be a list of maps with `name`, `protocol`, `port`, `targetPort`, `nodePort`, but item 3 is "c". (for example: `ports: [{name: http, port: 80, targetPort: 8080}]`)',
      ],
    ],
    [
      "notification",
      "versionTemplate: {recipients: ['#ops']}",
      [
        `warning MISSING_KEY The notification resource \`r\` has no \`integration\`, which carries the message; only \`method: email\` and \`method: irc\` do without. ${INTEGRATION}`,
      ],
    ],
    [
      "notification",
      "integration: slack, versionTemplate: {method: email, recipiants: [a]}",
      [
        "warning MISSING_KEY The notification resource `r` has no `recipients`. (write `recipients` in place of `recipiants`)",
        "warning UNKNOWN_KEY Resources of type notification go with no integration where `method` is one of email, irc; it has no effect. (remove the line)",
        "warning UNKNOWN_KEY `recipiants` is not a known key of the values of type notification. (did you mean `recipients`?)",
      ],
    ],
    [
      "notification",
      "integration: slack, versionTemplate: {method: pager, recipients: [a]}",
      [
        'warning INVALID_VALUE `method` is "pager", but should be one of email, irc, where there is no integration. (for example: `method: email`)',
      ],
    ],
    [
      "params",
      "versionTemplate: {params: [a]}",
      [
        "error INVALID_VALUE `params` must be a map of names and values, but is a list. (for example: `params: {COLOR: red}`)",
      ],
    ],
    [
      "params",
      "versionTemplate: {params: {}}, integration: i",
      [
        "warning MISSING_KEY `params` has nothing in it. (for example: `params: {COLOR: red}`)",
        "warning UNKNOWN_KEY Resources of type params go with no integration; it is left out. (remove the line)",
      ],
    ],
    [
      "params",
      "versionTemplate: {params: {my-key: a, secure: {b: c}}}",
      [
        "warning UNUSUAL_NAME The key `my-key` can't be the name of a variable, so jobs don't get it as one. (use letters, digits and `_`, and no digit first)",
        "error INVALID_VALUE `secure` must be text, but is a map. (for example: `secure: c2VjcmV0IHRleHQ=`)",
      ],
    ],
    [
      "replicas",
      "versionTemplate: {count: none, minReplicas: 2}",
      [
        'error INVALID_VALUE `count` must be a whole number of at least 1, but is "none". (for example: `count: 2`)',
        "error MISSING_KEY `minReplicas` needs `maxReplicas` beside it. (add `maxReplicas: 4`, or remove `minReplicas`)",
      ],
    ],
    [
      "replicas",
      "version:",
      [
        "warning MISSING_KEY The replicas resource `r` has no `count`. (add `versionTemplate: {count: 2}`)",
        "warning EMPTY_VALUE `version` has no value and is left out. ()",
      ],
    ],
    [
      "replicas",
      "version: 2",
      [
        'error INVALID_VALUE `version` must be a map, but is 2. (for example: `version: {versionName: "1.0"}`)',
      ],
    ],
    [
      "state",
      "versionTemplate: {a: b}",
      [
        "warning UNKNOWN_KEY `a` is not a known key of the values of type state. (they have no values: remove the line)",
      ],
    ],
    [
      "syncRepo",
      "versionTemplate: {branch: main}",
      [
        "warning UNKNOWN_KEY `branch` is not a known key of the values of type syncRepo. (they have no values: remove the line)",
      ],
    ],
    [
      "time",
      "seed: {interval: '@daily'}",
      [
        'error INVALID_VALUE `interval` is a short name such as @daily, but a schedule has five fields: minute, hour, day of the month, month, day of the week. (for example: `interval: "30 2 * * *"`)',
      ],
    ],
    [
      "time",
      "seed: {interval: 0 1 * * *, timezone: Berlin, catchUp: maybe}",
      [
        'error INVALID_VALUE `timezone` is "Berlin", but should be the IANA name of a time zone, such as Europe/Berlin, America/New_York or UTC. (for example: `timezone: Europe/Berlin`)',
        'error INVALID_VALUE `catchUp` must be true or false (or on, off), but is "maybe". (for example: `catchUp: false`)',
      ],
    ],
    [
      "time",
      "seed: {interval: 0 1 * * *, timezone: +02:00}",
      [
        'error INVALID_VALUE `timezone` is "+02:00", but should be the IANA name of a time zone, such as Europe/Berlin, America/New_York or UTC. (for example: `timezone: Europe/Berlin`)',
      ],
    ],
    [
      "time",
      "seed: {intervall: '0 1 * * *'}",
      [
        "error MISSING_KEY The time resource `r` has no `interval`. (write `interval` in place of `intervall`)",
        "warning UNKNOWN_KEY `intervall` is not a known key of the values of type time. (did you mean `interval`?)",
      ],
    ],
    [
      "trigger",
      "flags: [a]",
      [
        "warning MISSING_KEY The trigger resource `r` has nothing in it. (add `versionTemplate: {counter: 1}`)",
      ],
    ],
    [
      "trigger",
      "counter: 5",
      [
        "warning MISPLACED_KEY `counter` belongs under `versionTemplate`; it is read as if it stood there. (indent it under `versionTemplate:`)",
      ],
    ],
    [
      "trigger",
      "counter: 5, VERSION: {note: a}",
      [
        "warning MISPLACED_KEY `counter` belongs under `versionTemplate`; it is read as if it stood there. (indent it under `versionTemplate:`)",
        "warning UNKNOWN_KEY `VERSION` is not a known key of a resource of type trigger. (did you mean `version`?)",
      ],
    ],
    [
      "version",
      "seed: {versionName: 5.10}",
      [
        'warning INVALID_VALUE `versionName` is "5.10", which is no semantic version (2 numbers where three belong), so nothing can be counted up from it. (for example: `versionName: 1.0.0`)',
      ],
    ],
    [
      "webhook",
      "integration: i, flags: []",
      [
        "warning UNKNOWN_KEY Resources of type webhook go with no integration; it is left out. (remove the line)",
      ],
    ],
  ])("%s: %s", (type, keys, expected) => {
    expect(told(readResource(`type: ${type}, ${keys}`))).toEqual(expected);
  });

  test("an integration that a type does not go with is not part of the resource", () => {
    expect(readResource("type: state, integration: i").resource).not.toHaveProperty("integration");
    expect(readResource("type: image, integration: i, pointer: {sourceName: a}").resource).toMatchObject({
      integration: "i",
    });
  });

  test("a value that is wrong is left out, the others stay", () => {
    const { resource } = readResource(
      "type: replicas, version: {count: none, minReplicas: 1, maxReplicas: 2}",
    );
    expect(resource?.values).toEqual({ minReplicas: 1, maxReplicas: 2 });
  });
});
