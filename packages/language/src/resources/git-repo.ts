import { anyText, flag, text, textList, wholeNumber } from "../fields/field.ts";
import { mapOf, mapShape } from "../fields/map-shape.ts";
import { templated } from "../fields/templated.ts";
import { valuesShape } from "../fields/values-shape.ts";

/** A slip in a filter would let everything through, so unknown keys are refused. */
const filter = mapOf(
  mapShape(
    { only: textList("[main, release/*]"), except: textList("[release/old*]") },
    { atLeastOne: true, unknownKeys: "refuse" },
  ),
  "{only: [main, release/*]}",
);

const onOff = templated(flag("true"));

export const GIT_REPO = valuesShape(
  {
    sourceName: anyText("https://git.example.com/acme/api.git"),
    branch: text("main"),
    branches: filter,
    tags: filter,
    buildOnCommit: onOff,
    buildOnPullRequest: onOff,
    buildOnPullRequestClose: onOff,
    buildOnRelease: onOff,
    buildOnTagPush: onOff,
    buildOnComment: text("recheck.*"),
    depth: templated(wholeNumber(1, undefined, 1)),
    gitConfig: textList("[core.autocrlf false]"),
  },
  {
    required: ["sourceName"],
    exclusive: [["branch", "branches"]],
    // Whole addresses do without; what is none says by itself what it lacks.
    integration: { need: "optional" },
    // A run fills in what it clones; whoever looks for commits can't.
    readWithoutRun: {
      keys: [
        "sourceName",
        "branch",
        "buildOnCommit",
        "buildOnPullRequest",
        "buildOnPullRequestClose",
        "buildOnRelease",
        "buildOnTagPush",
        "buildOnComment",
      ],
      unlessOff: "buildOnCommit",
    },
  },
);
