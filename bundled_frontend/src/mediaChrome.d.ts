import 'svelte/elements';

declare module 'svelte/elements' {
  interface HTMLAttributes<T> {
    /** media-chrome: stay visible while the person is idle. Present (empty) or absent. */
    noautohide?: '' | undefined;
  }
}
