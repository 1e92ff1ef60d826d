import { z } from "zod";
import { done, route } from "../route.ts";
import { meView } from "../views/session.ts";

/** Who is there. */
export const sessionRoutes = {
  signIn: route({
    method: "POST",
    path: "/api/v1/session",
    summary: "Sign in with the token of a one-time link; sets the session cookie",
    role: "anyone",
    body: z.object({ token: z.string() }),
    response: meView,
  }),
  signOut: route({
    method: "DELETE",
    path: "/api/v1/session",
    summary: "End the session",
    role: "anyone",
    response: done,
  }),
  getMe: route({
    method: "GET",
    path: "/api/v1/me",
    summary: "Who is signed in",
    role: "viewer",
    response: meView,
  }),
  createSignInLink: route({
    method: "POST",
    path: "/api/v1/sign-in-links",
    summary: "Make a one-time sign-in link for oneself",
    role: "viewer",
    response: z.object({ url: z.string() }),
  }),
} as const;
