import { expect, test } from "vitest";
import { createSharedCall } from "./shared-call.ts";

function counted() {
  const ends: ((error?: Error) => void)[] = [];
  const call = createSharedCall(
    () =>
      new Promise<number>((resolve, reject) => {
        const number = ends.length + 1;
        ends.push((error) => (error ? reject(error) : resolve(number)));
      }),
  );
  return { call, ends };
}

test("those who ask while a call is under way share the one after it", async () => {
  const { call, ends } = counted();
  const answers = [call(), call(), call()];
  expect(ends).toHaveLength(1);
  ends[0]?.();
  expect(await answers[0]).toBe(1);
  expect(ends).toHaveLength(2);
  const late = call();
  ends[1]?.();
  expect(await Promise.all(answers)).toEqual([1, 2, 2]);
  ends[2]?.();
  expect(await late).toBe(3);
});

test("a call that fails fails for those who shared it, and the next one begins", async () => {
  const { call, ends } = counted();
  const first = call();
  const second = call();
  ends[0]?.(new Error("away"));
  await expect(first).rejects.toThrow("away");
  ends[1]?.();
  expect(await second).toBe(2);
  const third = call();
  ends[2]?.();
  expect(await third).toBe(3);
});

test("no two calls are under way at once, whenever somebody asks", async () => {
  for (let instants = 0; instants < 8; instants += 1) {
    const { call, ends } = counted();
    const asked = [call(), call()];
    ends[0]?.();
    for (let instant = 0; instant < instants; instant += 1) await Promise.resolve();
    asked.push(call());
    await asked[0];
    expect([instants, ends.length]).toEqual([instants, 2]);
    ends[1]?.();
    await asked[1];
    ends[2]?.();
    await asked[2];
  }
});
