// Buttons that copy what they carry in `data-copy`: links that the owner hands over.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const copied = await copy(button.dataset.copy);
  const label = button.textContent;
  button.textContent = copied ? "Copied" : "Please copy it by hand";
  button.disabled = true; // a second click would take the answer for the label
  setTimeout(() => {
    button.textContent = label;
    button.disabled = false;
  }, 2000);
});

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text); // in the home network there is no HTTPS, and without it no clipboard
  }
}

function copyFromField(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed"; // the page does not scroll to it
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
