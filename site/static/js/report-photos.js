// Photos are made smaller here, before they cost the sender data; the server checks and cleans them anyway.
"use strict";
(() => {
  const field = document.getElementById("photos");
  const chosen = document.getElementById("chosen");
  const LONGEST = 2400;
  const LARGE = 900 * 1024; // smaller files are left as they are

  async function shrunk(file) {
    if (file.size < LARGE) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", .85); });
      return small && small.size < file.size ? new File([small], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file; // a format that this browser cannot draw (HEIC): the server can
    }
  }

  field.addEventListener("change", async () => {
    const most = Number(field.dataset.most);
    if (field.files.length > most) {
      field.value = "";
      chosen.textContent = field.dataset.many.replace("{n}", most);
      return;
    }
    const given = [...field.files];
    const small = await Promise.all(given.map(shrunk));
    if (given.length !== field.files.length || given.some((file, at) => file !== field.files[at])) return; // chosen anew meanwhile
    const carrier = new DataTransfer();
    small.forEach((file) => carrier.items.add(file));
    field.files = carrier.files;
    field.dispatchEvent(new CustomEvent("photos", { bubbles: true, detail: small }));
    const size = (small.reduce((sum, file) => sum + file.size, 0) / 1024 / 1024).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    chosen.textContent = small.length ? field.dataset.words.replace("{n}", small.length).replace("{size}", size) : "";
  });
})();
