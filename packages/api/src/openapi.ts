import { z } from "zod";
import { errorView } from "./error-view.ts";
import { routes } from "./routes.ts";
import type { Route } from "./route.ts";

/** The contract as an OpenAPI 3.1 document, made from the table. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Landbridge", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths,
    components: {
      schemas: { Error: schemaOf(errorView), Json: { description: "Any JSON value" } },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "landbridge_session" },
        token: { type: "http", scheme: "bearer" },
      },
    },
  };
}

function operation(operationId: string, route: Route): Record<string, unknown> {
  const hasBody = Object.keys(route.body.shape).length > 0;
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Error" } } };
  return {
    operationId,
    summary: route.summary,
    ...(route.role === "anyone" ? { security: [] } : { security: [{ session: [] }, { token: [] }] }),
    parameters: [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")],
    ...(hasBody
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(route.body, "input") } },
          },
        }
      : {}),
    responses: {
      "200": { description: "Done", content: { "application/json": { schema: schemaOf(route.response) } } },
      default: { description: "Refused; `code` says why", content: problem },
    },
  };
}

function parametersOf(object: z.ZodObject, place: "path" | "query"): readonly Record<string, unknown>[] {
  return Object.entries(object.shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === "path",
    schema: schemaOf(schema as z.ZodType, "input"),
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output" = "output"): Record<string, unknown> {
  const { $schema: _dialect, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  if ($defs === undefined) return rest;
  for (const definition of Object.values($defs)) {
    if (shapeOf(definition) !== ANY_JSON) throw new Error("a shape that refers to itself needs a name here");
  }
  // Its own place to look things up means nothing from the root of the document.
  return JSON.parse(
    JSON.stringify(rest).replaceAll(/#\/\$defs\/\w+/g, "#/components/schemas/Json"),
  ) as typeof rest;
}

/** Any JSON: the one shape of the contract that refers to itself. */
const ANY_JSON = shapeOf(z.toJSONSchema(z.array(z.json())).$defs?.["__schema0"]);

function shapeOf(definition: unknown): string {
  return JSON.stringify(definition ?? {}).replaceAll(/#\/\$defs\/\w+/g, "");
}
