import { createServer } from 'node:net';

/** Those of the ports of 127.0.0.1 that another program listens on; 0 stands for any and never counts. */
export async function takenPorts(ports: readonly number[]): Promise<number[]> {
  const taken = await Promise.all(ports.map(async (port) => port !== 0 && (await isTaken(port))));
  return ports.filter((_port, index) => taken[index]);
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
