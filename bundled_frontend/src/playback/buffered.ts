/** Whether this second of the film is there to be played. */
export function holds(buffered: TimeRanges, time: number): boolean {
  for (let i = 0; i < buffered.length; i++) if (buffered.start(i) <= time && time < buffered.end(i)) return true;
  return false;
}
