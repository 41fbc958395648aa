namespace Acetate.Fdl.Geometry;

/// <summary>The four layers while a template is being applied. A layer that is not there has the size 0 × 0.</summary>
/// <param name="Canvas">Size of the canvas; its corner is (0, 0).</param>
/// <param name="Effective">Effective area.</param>
/// <param name="Protection">Protected area.</param>
/// <param name="Framing">Framing.</param>
/// <remarks>Each function is one step of the calculation, so that each can be held against the vectors of the reference.</remarks>
internal readonly record struct LayerSet(FrameSize Canvas, FrameRect Effective, FrameRect Protection, FrameRect Framing)
{
    /// <summary>One of the layers.</summary>
    public FrameRect this[FrameLayer layer] => layer switch
    {
        FrameLayer.Canvas => new(default, Canvas),
        FrameLayer.Effective => Effective,
        FrameLayer.Protection => Protection,
        _ => Framing,
    };

    /// <summary>Takes a layer of the source and all layers inside it.</summary>
    public LayerSet Take(FrameLayers source, FrameLayer outermost) => this with
    {
        Canvas = outermost <= FrameLayer.Canvas ? source.Canvas.ToFrameSize() : Canvas,
        Effective = outermost <= FrameLayer.Effective ? source.Effective ?? Effective : Effective,
        Protection = outermost <= FrameLayer.Protection ? source.Protection ?? Protection : Protection,
        Framing = source.Framing,
    };

    /// <summary>An empty canvas and an empty effective area get the outermost layer there is; protection is never made up.</summary>
    /// <param name="offset">What becomes (0, 0).</param>
    public LayerSet FillGaps(FramePoint offset)
    {
        FrameRect outermost =
            !Canvas.IsEmpty ? new(default, Canvas) : !Effective.Size.IsEmpty ? Effective : !Protection.Size.IsEmpty ? Protection : Framing;
        var effective = Effective.Size.IsEmpty ? outermost : Effective;
        return new(Canvas.IsEmpty ? outermost.Size : Canvas, From(effective), From(Protection), From(Framing));

        FrameRect From(FrameRect layer) => new(Math.Max(0, layer.X - offset.X), Math.Max(0, layer.Y - offset.Y), layer.Width, layer.Height);
    }

    /// <summary>Scales every layer.</summary>
    public LayerSet Scale(AxisScale scale)
    {
        return new(
            new(scale.Horizontally(Canvas.Width), scale.Vertically(Canvas.Height)), Scaled(Effective), Scaled(Protection), Scaled(Framing));

        FrameRect Scaled(FrameRect layer) => new(
            scale.Horizontally(layer.X), scale.Vertically(layer.Y), scale.Horizontally(layer.Width), scale.Vertically(layer.Height));
    }

    /// <summary>Moves the inner layers. Their corners may now be outside the canvas; <see cref="Crop"/> ends that.</summary>
    public LayerSet Move(FramePoint shift)
    {
        return this with { Effective = Moved(Effective), Protection = Moved(Protection), Framing = Moved(Framing) };

        FrameRect Moved(FrameRect layer) => layer with { X = layer.X + shift.X, Y = layer.Y + shift.Y };
    }

    /// <summary>Cuts what is outside the canvas, then makes no layer larger than the one around it.</summary>
    public LayerSet Crop()
    {
        var canvas = Canvas;
        var effective = Cut(Effective);
        effective = AtMost(effective, canvas);
        var protection = AtMost(Cut(Protection), effective.Size);
        var framing = AtMost(Cut(Framing), Protection.Size.IsEmpty ? effective.Size : protection.Size);
        return new(canvas, effective, protection, framing);

        FrameRect Cut(FrameRect layer)
        {
            if (layer.Size.IsEmpty) return default;
            var (x, y) = (Math.Max(0, layer.X), Math.Max(0, layer.Y));
            return new(x, y, Left(layer.Width, layer.X, canvas.Width - x), Left(layer.Height, layer.Y, canvas.Height - y));
        }

        static double Left(double size, double anchor, double room) => Math.Max(0, Math.Min(size - Math.Max(0, -anchor), room));
    }

    /// <summary>Puts the layers into a canvas whose size was rounded: half of the difference goes to each side.</summary>
    /// <param name="rounded">The rounded canvas.</param>
    /// <remarks>The effective area becomes whole too; protection and framing stay as they are, to the fraction of a pixel.</remarks>
    public LayerSet IntoRounded(PixelSize rounded)
    {
        var canvas = rounded.ToFrameSize();
        var moved = Move(new((canvas.Width - Canvas.Width) / 2, (canvas.Height - Canvas.Height) / 2));
        var whole = new FrameSize(
            Math.Min(Math.Ceiling(Effective.Width), canvas.Width), Math.Min(Math.Ceiling(Effective.Height), canvas.Height));
        var effective = new FrameRect(
            Math.Clamp(moved.Effective.X - ((whole.Width - Effective.Width) / 2), 0, canvas.Width - whole.Width),
            Math.Clamp(moved.Effective.Y - ((whole.Height - Effective.Height) / 2), 0, canvas.Height - whole.Height),
            whole.Width,
            whole.Height);
        return new(canvas, effective, Inside(moved.Protection), Inside(moved.Framing));

        FrameRect Inside(FrameRect layer)
        {
            if (layer.Size.IsEmpty) return default;
            var (x, y) = (Math.Clamp(layer.X, 0, canvas.Width), Math.Clamp(layer.Y, 0, canvas.Height));
            return new(x, y, Math.Min(layer.Width, Math.Min(canvas.Width - x, whole.Width)), Math.Min(layer.Height, Math.Min(canvas.Height - y, whole.Height)));
        }
    }

    private static FrameRect AtMost(FrameRect layer, FrameSize size) =>
        layer with { Width = Math.Min(layer.Width, size.Width), Height = Math.Min(layer.Height, size.Height) };
}

/// <summary>A scale kept as a fraction: multiplied first and divided last, the driving axis comes out exactly.</summary>
/// <param name="Target">Size of the target on the driving axis, unsqueezed.</param>
/// <param name="Fit">Size of the fitted layer on the driving axis, unsqueezed.</param>
/// <param name="SourceSqueeze">Squeeze of the source.</param>
/// <param name="TargetSqueeze">Squeeze of the result.</param>
internal readonly record struct AxisScale(double Target, double Fit, double SourceSqueeze, double TargetSqueeze)
{
    /// <summary>
    /// The fitted layer's stored width, if it drives, and what it becomes: x · y / x is not always y to the last bit, and a target of
    /// 2160 must not become a canvas of 2162.
    /// </summary>
    private (double From, double To)? Width { get; init; }

    /// <summary>The same for the height.</summary>
    private (double From, double To)? Height { get; init; }

    public double Factor => Target / Fit;

    public double Horizontally(double value) =>
        Width is { } exact && value == exact.From ? exact.To : value * SourceSqueeze * Target / (Fit * TargetSqueeze);

    public double Vertically(double value) => Height is { } exact && value == exact.From ? exact.To : value * Target / Fit;

    /// <summary>The scale that makes a layer fit a target.</summary>
    /// <param name="fit">The layer, stored pixels.</param>
    /// <param name="sourceSqueeze">Squeeze of the source.</param>
    /// <param name="target">The target, stored pixels.</param>
    /// <param name="targetSqueeze">Squeeze of the target.</param>
    /// <param name="method">How it is fitted.</param>
    public static AxisScale For(FrameSize fit, double sourceSqueeze, FrameSize target, double targetSqueeze, FitMethod method)
    {
        var (seen, wanted) = (fit.Unsqueezed(sourceSqueeze), target.Unsqueezed(targetSqueeze));
        var (width, height) = (wanted.Width / seen.Width, wanted.Height / seen.Height);
        var byWidth = method switch
        {
            FitMethod.Width => true,
            FitMethod.Height => false,
            FitMethod.FitAll => width <= height,
            _ => width >= height,
        };
        return byWidth
            ? new(wanted.Width, seen.Width, sourceSqueeze, targetSqueeze) { Width = (fit.Width, target.Width) }
            : new(wanted.Height, seen.Height, sourceSqueeze, targetSqueeze) { Height = (fit.Height, target.Height) };
    }
}
