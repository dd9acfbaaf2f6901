/* Photos and the place: chosen, made smaller on the device, uploaded with their progress, sent with the next message. */
window.Fenliu = window.Fenliu || {};
(function (app) {
  "use strict";
  const MOST = 6;
  const LONGEST = 2048;
  const SMALL = 600 * 1024;
  const view = app.view;
  const list = document.getElementById("chosen");
  const input = document.getElementById("photo");
  const placeButton = document.getElementById("place");
  let photos = [];
  let location = null;

  function shrink(file) {
    if (file.size < SMALL || !window.createImageBitmap) return Promise.resolve(file);
    return createImageBitmap(file, {imageOrientation: "from-image"}).then(function (bitmap) {
      const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return new Promise(function (resolve) {
        canvas.toBlob(function (blob) { resolve(blob && blob.size < file.size ? blob : file); }, "image/jpeg", 0.85);
      });
    }).catch(function () { return file; });
  }

  function item(text) {
    const line = view.make("li", "item");
    const label = view.make("span", "", text);
    const away = view.make("button", "away", "×");
    away.type = "button";
    away.setAttribute("aria-label", "去掉" + text);
    line.appendChild(label);
    line.appendChild(away);
    list.appendChild(line);
    return {line: line, label: label, away: away};
  }

  function addPhoto(file) {
    const parts = item("照片");
    const photo = {ref: null, parts: parts, call: null};
    const image = view.make("img");
    const url = URL.createObjectURL(file);
    image.src = url;
    image.alt = "";
    parts.line.insertBefore(image, parts.label);
    const bar = view.make("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", "上传进度");
    parts.line.insertBefore(bar, parts.away);
    photos.push(photo);
    parts.away.addEventListener("click", function () {
      if (photo.call) photo.call.abort();
      drop(photo);
      URL.revokeObjectURL(url);
    });
    shrink(file).then(function (blob) { upload(photo, blob, bar); });
  }

  function drop(photo) {
    photos = photos.filter(function (one) { return one !== photo; });
    photo.parts.line.remove();
  }

  function upload(photo, blob, bar) {
    const form = new FormData();
    form.append("photo", blob, "photo.jpg");
    const call = photo.call = new XMLHttpRequest();
    call.open("POST", "/api/photos");
    call.upload.onprogress = function (event) { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    call.onerror = function () { failed(photo, "照片没有传上去，请检查网络后重新选一次。"); };
    call.onload = function () {
      let data = {};
      try { data = JSON.parse(call.responseText); } catch (error) { /* told below */ }
      if (call.status !== 200) return failed(photo, data.say || "照片没有传上去，请换一张试试。");
      photo.ref = data.ref;
      bar.remove();
      photo.parts.label.textContent = "照片已传好";
    };
    call.send(form);
  }

  function failed(photo, say) {
    drop(photo);
    view.notice(say);
  }

  input.addEventListener("change", function () {
    const files = Array.prototype.slice.call(input.files);
    const room = MOST - photos.length;
    if (files.length > room) view.notice("一次最多发 " + MOST + " 张照片，请挑最能说明问题的几张。");
    files.slice(0, room).forEach(addPhoto);
    input.value = "";
    document.getElementById("words").focus();
  });

  placeButton.addEventListener("click", function () {
    if (!navigator.geolocation || !window.isSecureContext) {
      view.notice("这里用不了定位。请直接写清路名、小区、楼号。");
      return;
    }
    view.notice("正在定位…");
    navigator.geolocation.getCurrentPosition(function (found) {
      view.notice("");
      if (location) location.parts.line.remove();
      location = {lat: found.coords.latitude, lng: found.coords.longitude, parts: item("我的位置")};
      location.parts.away.addEventListener("click", function () { location.parts.line.remove(); location = null; });
    }, function () {
      view.notice("没有定位成功，可能是没有允许。请直接写清路名、小区、楼号。");
    }, {enableHighAccuracy: true, timeout: 15000, maximumAge: 60000});
  });

  app.attached = {
    /* True while something is still on its way up. */
    loading: function () { return photos.some(function (one) { return !one.ref; }); },
    take: function () {
      const taken = {attachments: photos.map(function (one) { return one.ref; }),
        location: location ? {lat: location.lat, lng: location.lng} : null};
      photos = [];
      location = null;
      list.textContent = "";
      return taken;
    }
  };
})(window.Fenliu);
