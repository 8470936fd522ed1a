/** The steps that boards of film classification know, in years. */
const STEPS: readonly number[] = [0, 6, 9, 12, 14, 16];

/** Ages to choose a limit from; `chosen` is among them, whatever it is. */
export function ageSteps(chosen: number): number[] {
  return STEPS.includes(chosen) ? [...STEPS] : [...STEPS, chosen].sort((a, b) => a - b);
}
