// Parts of a page that are fetched anew now and then: `data-refresh` names the address, `data-every` the seconds in between.
"use strict";

for (const part of document.querySelectorAll("[data-refresh]")) {
  setInterval(() => refresh(part), Number(part.dataset.every) * 1000);
}

async function refresh(part) {
  if (document.hidden || selects(part)) return;
  let answer;
  try {
    answer = await fetch(part.dataset.refresh, { credentials: "same-origin", headers: { Accept: "text/html" } });
  } catch {
    return; // the server starts anew, perhaps: next time
  }
  if (!answer.ok || answer.redirected) return; // signed out: the next click will tell
  const html = await answer.text();
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...part.querySelectorAll("details[id][open]")].map((each) => each.id);
  part.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// Whoever marks a text to copy it wants it to stay.
function selects(part) {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && part.contains(selection.anchorNode);
}
