// Preloaded into a measured program: its last line says what CPU time it took, in milliseconds.
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  console.log(`cpu ${(user + system) / 1000}`);
});
