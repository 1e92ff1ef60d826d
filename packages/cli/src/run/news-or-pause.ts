/** Waits for news, but no longer than given; leaves no timer behind that would keep the process. */
export async function newsOrPause(news: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([news, pause]);
  clearTimeout(timer);
}
