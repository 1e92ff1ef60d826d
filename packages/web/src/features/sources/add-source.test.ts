import { ApiError } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { faultsOfFields, faultsOfRefusal, newSourceOf } from "./add-source.ts";
import type { SourceFields } from "./add-source.ts";

const fields: SourceFields = { name: "main", kind: "directory", location: "/srv/workflows", branch: "" };

const refusal = (code: string, detail: string): ApiError =>
  new ApiError({ type: "", title: code, status: 409, code, detail, hint: "Take another." });

describe("a new source", () => {
  test("is sent without the blanks round what was typed", () => {
    expect(newSourceOf({ ...fields, name: " main ", location: "/srv/workflows\t" })).toEqual({
      name: "main",
      kind: "directory",
      location: "/srv/workflows",
    });
  });

  test("has a branch only when it is a repository", () => {
    expect(newSourceOf({ ...fields, branch: "main" })).not.toHaveProperty("branch");
    expect(newSourceOf({ ...fields, kind: "git", branch: "main" })).toMatchObject({ branch: "main" });
    expect(newSourceOf({ ...fields, kind: "git", branch: " " })).not.toHaveProperty("branch");
  });

  test("what is missing or can't be a name is told beside its field, unasked", () => {
    expect(faultsOfFields(fields)).toEqual({});
    expect(faultsOfFields({ ...fields, name: "", location: " " })).toEqual({
      name: "A source needs a name.",
      location: "A directory needs its path.",
    });
    expect(faultsOfFields({ ...fields, name: "my team" }).name).toContain("letters, digits");
  });
});

describe("the server's refusal", () => {
  test("a name that is taken stands beside the name, a place that is read beside the place", () => {
    const taken = refusal("SOURCE_EXISTS", "There is a source named main already.");
    expect(faultsOfRefusal(taken, fields, ["main"])).toEqual({
      name: "There is a source named main already. Take another.",
    });
    const same = refusal("SOURCE_EXISTS", "The source other reads the same place.");
    expect(faultsOfRefusal(same, fields, ["other"])).toEqual({
      location: "The source other reads the same place. Take another.",
    });
  });

  test("a password in the address stands beside the place, anything else below the form", () => {
    expect(faultsOfRefusal(refusal("BAD_REQUEST", "A password."), fields, [])).toHaveProperty("location");
    expect(faultsOfRefusal(refusal("FORBIDDEN", "Not you."), fields, [])).toHaveProperty("form");
  });
});
