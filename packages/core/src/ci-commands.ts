import { isCiLanguage } from "./ci.ts";
import type { CiBuild, CiDefinition, CiLanguage } from "./ci.ts";

/** Shell text, one command each. What a repository may or may not hold is decided where it lies, by the shell. */
const DEFAULT_COMMANDS: Readonly<Record<CiLanguage, readonly string[]>> = {
  // The language's pages disagree whether tests belong to it; so they run where the package has some.
  node_js: ["if [ -f yarn.lock ]; then yarn install; else npm install; fi", "npm run test --if-present"],
  python: ["if [ -f requirements.txt ]; then pip install -r requirements.txt; fi"],
  ruby: ["bundle install --gemfile=$SHIPPABLE_GEMFILE $SHIPPABLE_BUNDLER_ARGS"],
  java: [
    "if [ -f pom.xml ]; then mvn install -DskipTests=true; elif [ -f build.gradle ]; then gradle assemble; else ant test; fi",
  ],
  go: ["go get -d -v ./... && go build -v ./...", "go test -v ./..."],
  php: ["phpunit"],
  scala: ["sbt ++$SHIPPABLE_SCALA_VERSION test"],
  clojure: ["lein test"],
  c: ["./configure && make && make test"],
  none: [],
};

/** What `ci` runs when it is blank. A language that is not known has no default commands. */
export function defaultCommandsOf(language: string): readonly string[] {
  return isCiLanguage(language) ? DEFAULT_COMMANDS[language] : [];
}

/** The build of a leg on that pool: the main one with the pool's own sections in place of those it lists. */
export function ciBuildOn(ci: CiDefinition, pool: string | undefined): CiBuild {
  const override = ci.pools.find(({ name }) => name === pool)?.build;
  if (!override) return ci.build;
  return { ...ci.build, ...override, sections: { ...ci.build.sections, ...override.sections } };
}

/** What the `ci` section of a leg on that pool runs, default commands included. */
export function ciCommandsOn(ci: CiDefinition, pool: string | undefined): readonly string[] {
  const written = ciBuildOn(ci, pool).sections.ci;
  return written.length > 0 ? written : defaultCommandsOf(ci.language);
}
