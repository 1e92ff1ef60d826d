import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { Redirect, useSearchParams } from "wouter";
import { adviceFor } from "../../api/failure.ts";
import { useSignIn } from "../../api/queries.ts";
import { Logo } from "../../ui/Logo.tsx";
import { Patience } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";

/** Where a one-time link leads: spends its token and goes on. */
export function SignInPage(): ReactElement {
  const [params] = useSearchParams();
  // Kept, because the address loses it as soon as it is spent.
  const [token] = useState(() => params.get("token"));
  return token === null || token === "" ? <SignedOutPage /> : <TokenPage token={token} />;
}

function TokenPage({ token }: { readonly token: string }): ReactElement {
  useTitle("Sign in");
  const { data: me, error } = useSignIn(token);
  useEffect(() => {
    // The token is of no use any more, and has no business in the browser's history.
    if (error) history.replaceState(null, "", "/sign-in");
  }, [error]);
  if (me) return <Redirect to="/" replace />;
  if (error) return <SignedOutPage refusal={adviceFor(error).detail} />;
  return <Patience>Signing in…</Patience>;
}

/** Shown wherever nobody is signed in: what to do about it. */
export function SignedOutPage({ refusal }: { readonly refusal?: string }): ReactElement {
  useTitle("Sign in");
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Logo size={40} />
        <h1>Sign in to Landbridge</h1>
        {refusal !== undefined && (
          <p className="refusal" role="alert">
            {refusal}
          </p>
        )}
        <p>
          Landbridge has no passwords. It prints a link when it starts; open that link once in this browser,
          and you are signed in.
        </p>
        <p>The link works once. For a new one, on the machine where Landbridge runs:</p>
        <pre className="code">landbridge login --link</pre>
        <p className="muted small">
          In a browser where you are signed in already, the menu at the top right makes one too: “Sign-in
          link”.
        </p>
      </div>
    </main>
  );
}
