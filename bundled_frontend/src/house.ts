import { api, ApiError, type House } from './api';

const PAUSE_MS = 400;
const PATIENCE_MS = 60_000;

/**
 * The house, once the server listens where it was told to: the web process starts anew for that, and is out of reach
 * meanwhile. Null when that takes too long.
 */
export async function settledHouse(): Promise<House | null> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    try {
      const house = await api.house();
      if (!house.restarting) return house;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return null;
}
