// What is ticked in form[data-carried-by="<id>"] goes along when that other form searches again, and when
// another page of what was found is opened. Both only read: the address holds keys, never words.

export function carryTicks(root) {
  root.querySelectorAll("form[data-carried-by]").forEach((form) => {
    const ticked = () => [...form.querySelectorAll("input[type=checkbox]:checked")];
    root.querySelector(`#${form.dataset.carriedBy} form`)?.addEventListener("formdata", ({ formData }) => {
      ticked().forEach((box) => formData.append(box.name, box.value));
    });
    root.querySelectorAll("nav[aria-label] a[href*='page=']").forEach((link) => {
      link.addEventListener("click", () => {
        const address = new URL(link.href);
        new Set(ticked().map((box) => box.name)).forEach((name) => address.searchParams.delete(name));
        ticked().forEach((box) => address.searchParams.append(box.name, box.value));
        link.href = address;
      });
    });
  });
}
