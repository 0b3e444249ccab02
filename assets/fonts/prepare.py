#!/usr/bin/env python3
"""Makes the faces in this folder from the fonts they come from.

    python3 -m venv venv && venv/bin/pip install fonttools numba numpy
    venv/bin/python prepare.py SOURCE.otf OUT.ttf --name "Desk Fangsong" --upm 512 --tolerance 3 \
        [--number N] [--digit-width 500] [--only-missing-from OTHER.ttf] [--only 20-7E] [--skip 1100-11FF] \
        [--copyright "…"] [--license "…"]

What it does, and why:
- outlines become TrueType curves: a subset is then a copy of byte ranges, with nothing to interpret
- outlines are redrawn with as few points as the tolerance (thousandths of an em) allows, since the points of the used
  glyphs are nearly all of a PDF's size; 3/1000 em is half a dot of a 600-dpi printer at body size
- hints, layout tables and everything else a PDF does not need are dropped
- the face gets a name of its own, as the licences ask of modified fonts

README.md in this folder says which sources, versions and options were used.
"""

import argparse
import math
import sys

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from numba import njit

LOOKAHEAD = 28


@njit(cache=True)
def line_error(p, a, b):
    ax, ay, bx, by = p[a, 0], p[a, 1], p[b, 0], p[b, 1]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    worst = 0.0
    for k in range(a + 1, b):
        x, y = p[k, 0] - ax, p[k, 1] - ay
        if length == 0.0:
            d = x * x + y * y
        else:
            t = (x * dx + y * dy) / length
            t = min(1.0, max(0.0, t))
            ex, ey = x - t * dx, y - t * dy
            d = ex * ex + ey * ey
        worst = max(worst, d)
    return math.sqrt(worst)


@njit(cache=True)
def curve_fit(p, a, b):
    """The quadratic from p[a] to p[b] nearest to the points between; returns control point and largest distance."""
    n = b - a
    t = np.empty(n + 1)
    t[0] = 0.0
    for k in range(1, n + 1):
        t[k] = t[k - 1] + math.hypot(p[a + k, 0] - p[a + k - 1, 0], p[a + k, 1] - p[a + k - 1, 1])
    total = t[n]
    if total == 0.0:
        return p[a, 0], p[a, 1], 1e9
    for k in range(1, n + 1):
        t[k] /= total
    x0, y0, x2, y2 = p[a, 0], p[a, 1], p[b, 0], p[b, 1]
    cx = cy = worst = 0.0
    for turn in range(4):
        sx = sy = sw = 0.0
        for k in range(1, n):
            u = t[k]
            w = 2.0 * u * (1.0 - u)
            sx += w * (p[a + k, 0] - (1 - u) * (1 - u) * x0 - u * u * x2)
            sy += w * (p[a + k, 1] - (1 - u) * (1 - u) * y0 - u * u * y2)
            sw += w * w
        if sw == 0.0:
            return (x0 + x2) / 2, (y0 + y2) / 2, 0.0
        cx, cy = sx / sw, sy / sw
        worst = 0.0
        for k in range(1, n):
            u = t[k]
            for newton in range(2):
                qx = (1 - u) * (1 - u) * x0 + 2 * u * (1 - u) * cx + u * u * x2 - p[a + k, 0]
                qy = (1 - u) * (1 - u) * y0 + 2 * u * (1 - u) * cy + u * u * y2 - p[a + k, 1]
                d1x = 2 * (1 - u) * (cx - x0) + 2 * u * (x2 - cx)
                d1y = 2 * (1 - u) * (cy - y0) + 2 * u * (y2 - cy)
                d2x = 2 * (x2 - 2 * cx + x0)
                d2y = 2 * (y2 - 2 * cy + y0)
                slope = d1x * d1x + d1y * d1y + qx * d2x + qy * d2y
                if slope > 1e-9:
                    u = min(1.0, max(0.0, u - (qx * d1x + qy * d1y) / slope))
            t[k] = u
            qx = (1 - u) * (1 - u) * x0 + 2 * u * (1 - u) * cx + u * u * x2 - p[a + k, 0]
            qy = (1 - u) * (1 - u) * y0 + 2 * u * (1 - u) * cy + u * u * y2 - p[a + k, 1]
            worst = max(worst, qx * qx + qy * qy)
    return cx, cy, math.sqrt(worst)


@njit(cache=True)
def fewest(p, nodes, tolerance):
    """Shortest path over the nodes: a line costs one point, a curve two; the distance breaks ties."""
    m = len(nodes)
    cost = np.full(m, 1e18)
    back = np.zeros(m, np.int64)
    kind = np.zeros(m, np.int64)
    ctrl = np.zeros((m, 2))
    cost[0] = 0.0
    for j in range(1, m):
        misses = 0
        for i in range(j - 1, max(-1, j - 1 - LOOKAHEAD), -1):
            a, b = nodes[i], nodes[j]
            e = line_error(p, a, b)
            found = False
            if e <= tolerance:
                found = True
                c = cost[i] + 1.0 + 0.3 * e / tolerance
                if c < cost[j]:
                    cost[j], back[j], kind[j] = c, i, 1
            cx, cy, e = curve_fit(p, a, b)
            if e <= tolerance:
                found = True
                c = cost[i] + 2.0 + 0.3 * e / tolerance
                if c < cost[j]:
                    cost[j], back[j], kind[j] = c, i, 2
                    ctrl[j, 0], ctrl[j, 1] = cx, cy
            if not found:
                misses += 1
                if misses > 4:
                    break
            if i == j - 1 and not found:
                c = cost[i] + 2.0
                if c < cost[j]:
                    cost[j], back[j], kind[j] = c, i, 2
                    ctrl[j, 0], ctrl[j, 1] = cx, cy
    return back, kind, ctrl


def contours(pen, scale):
    """Each contour as (points, indices of nodes), closed, scaled to the new em."""
    out, points, nodes, here = [], [], [], None

    def close():
        if len(points) > 2:
            if math.hypot(points[0][0] - points[-1][0], points[0][1] - points[-1][1]) > 1e-6:
                line(points[0])
            out.append((np.array(points[:-1]), nodes[:-1]))

    def line(to):
        nonlocal here
        steps = max(1, int(math.hypot(to[0] - here[0], to[1] - here[1]) / 12))
        for k in range(1, steps + 1):
            points.append((here[0] + (to[0] - here[0]) * k / steps, here[1] + (to[1] - here[1]) * k / steps))
        nodes.append(len(points) - 1)
        here = to

    def curve(control):
        nonlocal here
        q = [here] + control
        span = sum(math.hypot(q[i + 1][0] - q[i][0], q[i + 1][1] - q[i][1]) for i in range(len(q) - 1))
        steps = min(40, max(4, int(span / 6))) // 2 * 2
        for k in range(1, steps + 1):
            t = k / steps
            s = 1 - t
            if len(q) == 4:
                w = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
            else:
                w = (s * s, 2 * s * t, t * t)
            points.append((sum(a * b[0] for a, b in zip(w, q)), sum(a * b[1] for a, b in zip(w, q))))
            if k == steps // 2 and span > 12:
                nodes.append(len(points) - 1)
        nodes.append(len(points) - 1)
        here = control[-1]

    for op, args in pen.value:
        args = [(x * scale, y * scale) if a is not None else None for a in args for x, y in ([a] if a else [(0, 0)])]
        if op == "moveTo":
            points, nodes, here = [args[0]], [0], args[0]
        elif op == "lineTo":
            line(args[0])
        elif op == "curveTo":
            curve(args)
        elif op == "qCurveTo":
            if args[-1] is None:
                offs = args[:-1]
                start = ((offs[-1][0] + offs[0][0]) / 2, (offs[-1][1] + offs[0][1]) / 2)
                points, nodes, here = [start], [0], start
                args = offs + [start]
            offs, end = args[:-1], args[-1]
            for k, off in enumerate(offs):
                last = k == len(offs) - 1
                to = end if last else ((off[0] + offs[k + 1][0]) / 2, (off[1] + offs[k + 1][1]) / 2)
                curve([off, to])
            if not offs:
                line(end)
        elif op in ("closePath", "endPath"):
            close()
            points, nodes = [], []
    return out


def redraw(points, nodes, tolerance):
    """The contour with few points: list of (x, y, on-curve)."""
    n = len(points)
    # Start at the sharpest corner, so that no curve has to run through it.
    best, start = -1.0, 0
    for i, k in enumerate(nodes):
        ax, ay = points[k] - points[k - 1]
        bx, by = points[(k + 1) % n] - points[k]
        turn = abs(math.atan2(ax * by - ay * bx, ax * bx + ay * by))
        if turn > best:
            best, start = turn, i
    first = nodes[start]
    loop = np.concatenate([points[first:], points[: first + 1]])
    marks = sorted({(k - first) % n for k in nodes} | {n})
    back, kind, ctrl = fewest(loop, np.array(marks, np.int64), tolerance)
    path, j = [], len(marks) - 1
    while j > 0:
        x, y = loop[marks[j]]
        path.append((round(x), round(y), True))
        if kind[j] == 2:
            path.append((round(ctrl[j, 0]), round(ctrl[j, 1]), False))
        j = back[j]
    # The path runs backwards now, which is the direction TrueType wants of PostScript outlines.
    changed = True
    while changed and len(path) > 3:
        changed = False
        for i in range(len(path)):
            p, q, r = path[i - 1], path[i], path[(i + 1) % len(path)]
            if q[2] and p[:2] == q[:2] and p[2]:
                del path[i]
                changed = True
                break
            # A point half-way between two control points is implied by them.
            if q[2] and not p[2] and not r[2]:
                if abs((p[0] + r[0]) / 2 - q[0]) <= 0.75 and abs((p[1] + r[1]) / 2 - q[1]) <= 0.75:
                    del path[i]
                    changed = True
                    break
    return path


def area(path):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(path, path[1:] + path[:1])) / 2


def build(glyphs, name, scale, tolerance, flip, squeeze=1.0):
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    out = TTGlyphPen(None)
    for points, nodes in contours(pen, scale):
        if squeeze != 1.0:
            points = points * np.array([squeeze, 1.0])
        path = redraw(points, nodes, tolerance)
        if len(path) < 3 or abs(area(path)) < 2:
            continue
        if not flip:
            path = path[::-1]
        start = next((i for i, q in enumerate(path) if q[2]), None)
        if start is None:
            out.qCurveTo(*[q[:2] for q in path], None)
            out.closePath()
            continue
        path = path[start:] + path[:start]
        out.moveTo(path[0][:2])
        offs = []
        for x, y, on in path[1:] + path[:1]:
            if not on:
                offs.append((x, y))
            elif offs:
                out.qCurveTo(*offs, (x, y))
                offs = []
            else:
                out.lineTo((x, y))
        out.closePath()
    return out.glyph()


def spans(text):
    """Ranges of code points: "20-7E,A1-FF"."""
    return [tuple(int(end, 16) for end in span.split("-")) for span in text.split(",")]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("source")
    a.add_argument("out")
    a.add_argument("--name", required=True)
    a.add_argument("--upm", type=int, default=1000)
    a.add_argument("--tolerance", type=float, default=1.0)
    a.add_argument("--number", type=int, default=-1)
    a.add_argument("--digit-width", type=float, default=0, help="everything is made so much narrower")
    a.add_argument("--only-missing-from")
    a.add_argument("--only", type=spans, default=[], help="ranges taken, as 20-7E,A1-FF")
    a.add_argument("--skip", type=spans, default=[], help="ranges left out, as 1100-11FF,AC00-D7FF")
    a.add_argument("--copyright", default="")
    a.add_argument("--license", default="")
    o = a.parse_args()

    font = TTFont(o.source, fontNumber=o.number)
    scale = o.upm / font["head"].unitsPerEm
    tolerance = o.tolerance * o.upm / 1000
    cmap = {c: g for c, g in font.getBestCmap().items() if c >= 0x20}
    if o.only_missing_from:
        has = TTFont(o.only_missing_from).getBestCmap()
        cmap = {c: g for c, g in cmap.items() if c not in has}
    if o.only:
        cmap = {c: g for c, g in cmap.items() if any(low <= c <= high for low, high in o.only)}
    cmap = {c: g for c, g in cmap.items() if not any(low <= c <= high for low, high in o.skip)}

    order, mapping, outlines, metrics = [".notdef"], {}, {}, {}
    outlines[".notdef"] = TTGlyphPen(None).glyph()
    metrics[".notdef"] = (o.upm, 0)

    glyphs = font.getGlyphSet()
    flip = "glyf" not in font
    squeeze = 1.0
    if o.digit_width:
        squeeze = o.digit_width / 1000 * font["head"].unitsPerEm / font["hmtx"][font.getBestCmap()[0x30]][0]
    done = {}
    for count, (c, g) in enumerate(sorted(cmap.items())):
        if g in done:
            mapping[c] = done[g]
            continue
        name = f"u{c:04X}"
        try:
            glyph = build(glyphs, g, scale, tolerance, flip, squeeze)
        except Exception as error:  # a broken outline is named, and left out
            print(f"{o.out}: U+{c:04X} left out: {error}", file=sys.stderr)
            continue
        order.append(name)
        mapping[c] = done[g] = name
        glyph.recalcBounds(None)
        outlines[name] = glyph
        metrics[name] = (round(font["hmtx"][g][0] * scale * squeeze), getattr(glyph, "xMin", 0))
        if count % 5000 == 4999:
            print(o.out, count + 1, flush=True)

    b = FontBuilder(o.upm, isTTF=True)
    b.setupGlyphOrder(order)
    b.setupCharacterMap(mapping)
    b.setupGlyf(outlines, calcGlyphBounds=False)
    b.setupHorizontalMetrics(metrics)
    b.setupHorizontalHeader(ascent=round(0.88 * o.upm), descent=-round(0.12 * o.upm))
    b.setupNameTable({"copyright": o.copyright, "familyName": o.name, "styleName": "Regular",
                      "uniqueFontIdentifier": o.name, "fullName": o.name, "psName": o.name.replace(" ", ""),
                      "licenseDescription": o.license}, mac=False)
    b.setupOS2(sTypoAscender=round(0.88 * o.upm), sTypoDescender=-round(0.12 * o.upm),
               usWeightClass=font["OS/2"].usWeightClass, fsType=0)
    b.setupPost(keepGlyphNames=False)
    # No clock: the same sources make the same file.
    b.font["head"].created = b.font["head"].modified = 3_600_000_000
    b.font.recalcTimestamp = False
    b.save(o.out)
    count = len(order)
    total = sum(len(g.coordinates) for g in outlines.values() if hasattr(g, "coordinates"))
    print(f"{o.out}: {count} glyphs, {total / count:.1f} points each")


if __name__ == "__main__":
    main()
