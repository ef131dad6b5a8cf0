// A receipt's QR code brings the tracking code behind the address's #: into the field with it, and out of the
// address and the history.
"use strict";
(() => {
  const field = document.getElementById("code");
  const code = location.hash.slice(1);
  if (!field || !/^[A-Za-z0-9-]{20,24}$/.test(code)) return;
  history.replaceState(null, "", location.pathname);
  field.value = code;
  field.form.querySelector("button").focus();
})();
