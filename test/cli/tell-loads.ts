/** Prints the address of every module that is loaded, on standard error. */
export const tellLoads = `data:text/javascript,${encodeURIComponent(
  'import { registerHooks } from "node:module"; registerHooks({ load: (url, context, next) => ' +
    '{ process.stderr.write("load " + url + "\\n"); return next(url, context); } });',
)}`;
