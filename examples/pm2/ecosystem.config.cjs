// The path stays the same for every version: PM2 keeps it over a reload, and each new process follows `current` anew.
module.exports = {
  apps: [
    {
      name: process.env.TMINUS_SERVICE,
      cwd: `${process.env.APP}/current`,
      script: 'server.js',
      exec_mode: 'cluster',
      instances: 2,
      // The service calls `process.send('ready')` once it can answer.
      wait_ready: true,
      listen_timeout: 10_000,
      kill_timeout: 5_000,
      env: { APP_VERSION: process.env.TMINUS_VERSION },
    },
  ],
};
