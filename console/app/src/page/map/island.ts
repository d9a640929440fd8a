// The one place that owns the map object. Fed by pure functions; setting the same data
// twice is a no-op. No glyphs, no tiles, no sprite: nothing is asked of any other server.
import * as maplibregl from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { CaseMap, Lang } from '../../api/types';
import { boundsOf, front, graticule, placeAt } from './front';

maplibregl.setWorkerUrl(workerUrl);

export type Paint = {
  land: string; line: string; river: string; band: string; sure: string; ink: string; halo: string; area: string; alarm: string; clear: string;
};

type Source = 'graticule' | 'areas' | 'carriers' | 'front' | 'places';
const empty = { type: 'FeatureCollection' as const, features: [] };
const fonts = ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];

export class Island {
  #map: maplibregl.Map;
  #last = new Map<Source, string>();
  #ready = false;
  #waiting: (() => void)[] = [];

  constructor(container: HTMLElement, paint: Paint, bounds: [number, number, number, number], names: Record<string, string>, onidle: () => void) {
    // What the map says of itself comes from the catalogue too.
    const narrow = container.clientWidth < 500;
    this.#map = new maplibregl.Map({
      container,
      bounds,
      fitBoundsOptions: { padding: { top: 40, bottom: 40, left: 76, right: narrow ? 84 : 104 } },
      localIdeographFontFamily: fonts.map((f) => (f.includes(' ') ? `'${f}'` : f)).join(','),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 11,
      minZoom: 3,
      locale: names,
      style: style(paint, narrow ? 13 : 15),
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.scrollZoom.disable();
    this.#map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    this.#map.addControl(new maplibregl.ScaleControl({ unit: 'metric' }), 'bottom-left');
    this.#map.on('load', () => {
      this.#ready = true;
      for (const run of this.#waiting.splice(0)) run();
    });
    this.#map.on('idle', onidle);
  }

  /** Put the case and the moment on the map. */
  show(data: CaseMap, at: number, lang: Lang): void {
    const points = data.places.features.map((f) => f.geometry.coordinates);
    const line = data.carriers.features.flatMap((f) => f.geometry.coordinates);
    const [w, s, e, n] = boundsOf([...points, ...line]);
    this.#set('graticule', graticule([Math.floor(w) - 6, Math.floor(s) - 6, Math.ceil(e) + 6, Math.ceil(n) + 6], 2));
    this.#set('areas', data.areas ?? empty);
    this.#set('carriers', data.carriers);
    this.#set('front', front(data.carriers.features[0], data.places.features, at));
    this.#set('places', {
      type: 'FeatureCollection',
      features: data.places.features.map((f) => ({
        type: 'Feature',
        geometry: f.geometry,
        properties: {
          label: f.properties.name[lang],
          now: placeAt(f.properties.arrival, at),
        },
      })),
    });
  }

  destroy(): void {
    this.#map.remove();
  }

  #set(source: Source, data: object): void {
    const text = JSON.stringify(data);
    if (this.#last.get(source) === text) return;
    this.#last.set(source, text);
    this.#when(() => (this.#map.getSource(source) as maplibregl.GeoJSONSource | undefined)?.setData(data as Parameters<maplibregl.GeoJSONSource['setData']>[0]));
  }

  #when(run: () => void): void {
    if (this.#ready) run();
    else this.#waiting.push(run);
  }
}

function style(p: Paint, size: number): maplibregl.StyleSpecification {
  const sources = Object.fromEntries(
    (['graticule', 'areas', 'carriers', 'front', 'places'] as Source[]).map((s) => [s, { type: 'geojson' as const, data: empty }]),
  );
  return { version: 8, sources, layers: [...ground(p), ...water(p), ...cities(p, size)] };
}

function ground(p: Paint): maplibregl.LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': p.land } },
    { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': p.line, 'line-width': 0.75 } },
    // A territory is drawn with a whole line, a circle that stands for one with a broken line. Who is no member is outlined only.
    { id: 'areas', type: 'fill', source: 'areas', filter: ['!=', ['get', 'member'], false], paint: { 'fill-color': ['case', ['==', ['get', 'expected'], true], p.band, p.area], 'fill-opacity': 0.35 } },
    { id: 'circles-edge', type: 'line', source: 'areas', filter: ['==', ['get', 'kind'], 'circle'], paint: { 'line-color': p.river, 'line-width': 1, 'line-dasharray': [3, 2], 'line-opacity': 0.6 } },
    { id: 'outside-edge', type: 'line', source: 'areas', filter: ['all', ['==', ['get', 'kind'], 'territory'], ['!=', ['get', 'member'], true]], paint: { 'line-color': p.ink, 'line-width': 1, 'line-opacity': 0.25 } },
    { id: 'members-edge', type: 'line', source: 'areas', filter: ['all', ['==', ['get', 'kind'], 'territory'], ['==', ['get', 'member'], true]], paint: { 'line-color': p.ink, 'line-width': 1.5, 'line-opacity': 0.7 } },
  ];
}

function water(p: Paint): maplibregl.LayerSpecification[] {
  const round = { 'line-cap': 'round' as const, 'line-join': 'round' as const };
  return [
    { id: 'river', type: 'line', source: 'carriers', layout: round, paint: { 'line-color': p.river, 'line-width': 2.5 } },
    { id: 'sure', type: 'line', source: 'front', filter: ['==', ['get', 'part'], 'sure'], layout: round, paint: { 'line-color': p.sure, 'line-width': 6 } },
    { id: 'band', type: 'line', source: 'front', filter: ['==', ['get', 'part'], 'band'], paint: { 'line-color': p.band, 'line-width': 11, 'line-opacity': 0.85, 'line-dasharray': [0.6, 0.35] } },
    { id: 'front', type: 'circle', source: 'front', filter: ['==', ['get', 'part'], 'front'], paint: { 'circle-radius': 8, 'circle-color': p.alarm, 'circle-stroke-color': p.halo, 'circle-stroke-width': 2.5 } },
  ];
}

function cities(p: Paint, size: number): maplibregl.LayerSpecification[] {
  const text = (size: number): maplibregl.SymbolLayerSpecification['layout'] => ({
    'text-font': ['Noto Sans CJK SC'], 'text-size': size, 'text-max-width': 7, 'text-justify': 'auto',
    'text-variable-anchor-offset': ['top-left', [0.5, 0.45], 'bottom-right', [-0.5, -0.45], 'top', [0, 0.8], 'bottom', [0, -0.8], 'left', [0.9, 0], 'right', [-0.9, 0]],
  });
  return [
    {
      id: 'place', type: 'circle', source: 'places',
      paint: {
        'circle-radius': ['match', ['get', 'now'], 'likely', 8, 'expected', 8, 'possible', 7, 6],
        'circle-color': ['match', ['get', 'now'], 'expected', p.sure, 'likely', p.band, 'possible', p.halo, p.clear],
        'circle-stroke-color': ['match', ['get', 'now'], 'possible', p.band, p.ink], 'circle-stroke-width': ['match', ['get', 'now'], 'possible', 4, 2],
      },
    },
    { id: 'name', type: 'symbol', source: 'places', layout: { ...text(size), 'text-field': ['get', 'label'] }, paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 2.5 } },
  ];
}
