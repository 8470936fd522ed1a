/** Say once that an element has come within a screen's height of the screen. */
export function near(element: HTMLElement, onnear: () => void): { destroy: () => void } {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      onnear();
    },
    { rootMargin: '100% 0px' },
  );
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
