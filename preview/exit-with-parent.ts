// Preloaded into the program's process: when the process that started it is gone, however it went, this one ends too.
process.once("disconnect", () => process.exit(1));
// Listening must not keep a finished program alive.
process.channel?.unref();
