package dev.dewberry.gateway.authority;

import io.nayuki.qrcodegen.QrCode;

/// QR codes as SVG, black on white in any theme, since cameras want it so.
final class QrSvg {

    /// The quiet zone that the standard asks for, in modules.
    private static final int BORDER = 4;

    private QrSvg() {}

    static String of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        int side = code.size + 2 * BORDER;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append("M%d %dh1v1h-1z".formatted(x + BORDER, y + BORDER));
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %1$d\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">"
                        .formatted(side)
                + "<path fill=\"#fff\" d=\"M0 0h%1$dv%1$dH0z\"/><path fill=\"#000\" d=\"%2$s\"/></svg>"
                        .formatted(side, path);
    }
}
