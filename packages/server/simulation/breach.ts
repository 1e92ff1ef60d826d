/** A promise of the scheduler that did not hold. */
export class Breach extends Error {
  readonly promise: string;

  constructor(promise: string, text: string) {
    super(`${promise}: ${text}`);
    this.name = "Breach";
    this.promise = promise;
  }
}
