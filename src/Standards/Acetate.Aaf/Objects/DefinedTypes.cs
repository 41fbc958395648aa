namespace Acetate.Aaf.Objects;

/// <summary>What kind of reference a type is.</summary>
internal enum ReferenceKind { Weak = 1, Strong = 2, WeakSet = 3, WeakVector = 4, StrongSet = 5, StrongVector = 6 }

/// <summary>The types of the properties that are written, beyond <see cref="BuiltInTypes"/>: references to objects, and the names of values (AAF Object Specification 1.1).</summary>
internal static class DefinedTypes
{
    /// <summary>A class, and the number of each kind of reference to it: the ids are <c>05KKNN00</c> with the number of the kind and this one.</summary>
    private const string References = """
        ClassDefinition Weak 01 Strong 09 StrongSet 01
        CodecDefinition Weak 0b Strong 0a StrongSet 02
        Component Strong 0b StrongVector 01
        ContainerDefinition Weak 02 Strong 0c StrongSet 03
        ContentStorage Strong 01
        DataDefinition Weak 03 WeakVector 03 Strong 0e StrongSet 04
        Dictionary Strong 02
        EssenceData Strong 0f StrongSet 05
        EssenceDescriptor Strong 03
        Identification Strong 10 StrongVector 03
        InterpolationDefinition Strong 11 StrongSet 06
        KLVData Strong 1c StrongVector 09
        KLVDataDefinition Strong 20 StrongSet 0d
        Locator Strong 12 StrongVector 04
        Mob Strong 13 StrongSet 07
        MobSlot Strong 14 StrongVector 05
        NetworkLocator Strong 04
        OperationDefinition Weak 07 WeakVector 01 Strong 15 StrongSet 08
        ParameterDefinition Weak 08 WeakSet 0e Strong 17 StrongSet 09
        PluginDefinition Strong 18 StrongSet 0a
        PropertyDefinition Strong 19 StrongSet 0b
        Segment Strong 06
        TaggedValue Strong 1a StrongVector 08
        TaggedValueDefinition Strong 21 StrongSet 0e
        TypeDefinition Weak 09 WeakVector 02 Strong 1b StrongSet 0c
        """;

    /// <summary>A type, and its values with their names.</summary>
    private const string Values = """
        Boolean 0 False 1 True
        ProductReleaseType 0 VersionUnknown 1 VersionReleased 2 VersionDebug 3 VersionPatched 4 VersionBeta 5 VersionPrivateBuild
        TapeFormatType 0 TapeFormatNull 1 BetacamFormat 2 BetacamSPFormat 3 VHSFormat 4 SVHSFormat 5 8mmFormat 6 Hi8Format
        VideoSignalType 0 VideoSignalNull 1 NTSCSignal 2 PALSignal
        TapeCaseType 0 TapeCaseNull 1 ThreeFourthInchVideoTape 2 VHSVideoTape 3 8mmVideoTape 4 BetacamVideoTape 5 CompactCassette 6 DATCartridge 7 NagraAudioTape
        ColorSitingType 0 CoSiting 1 Averaging 2 ThreeTap 3 Quincunx 4 Rec601 255 UnknownSiting
        FadeType 0 FadeNone 1 FadeLinearAmp 2 FadeLinearPower
        LayoutType 0 FullFrame 1 SeparateFields 2 OneField 3 MixedFields 4 SegmentedFrame
        AlphaTransparencyType 0 MinValueTransparent 1 MaxValueTransparent
        FieldNumber 0 UnspecifiedField 1 FieldOne 2 FieldTwo
        ElectroSpatialFormulation 0 Default 1 TwoChannelMode 2 SingleChannelMode 3 PrimarySecondaryMode 4 StereophonicMode 7 SingleChannelDoubleSamplingFrequencyMode 8 StereoLeftChannelDoubleSamplingFrequencyMode 9 StereoRightChannelDoubleSamplingFrequencyMode 15 MultiChannelMode
        SignalStandardType 0 None 1 ITU601 2 ITU1358 3 SMPTE347M 4 SMPTE274M 5 SMPTE296M 6 SMPTE349M
        OperationCategoryType 0d010102-0101-0100-060e-2b3404010101 Effect
        TransferCharacteristicType 04010101-0101-0000-060e-2b3404010101 ITU470_PAL 04010101-0102-0000-060e-2b3404010101 ITU709 04010101-0103-0000-060e-2b3404010101 SMPTE240M 04010101-0104-0000-060e-2b3404010101 274M_296M 04010101-0105-0000-060e-2b3404010101 ITU1361 04010101-0106-0000-060e-2b3404010101 linear
        PluginCategoryType 0d010102-0101-0200-060e-2b3404010101 Effect 0d010102-0101-0300-060e-2b3404010101 Codec 0d010102-0101-0400-060e-2b3404010101 Interpolation
        UsageType 0d010102-0101-0500-060e-2b3404010101 SubClip 0d010102-0101-0600-060e-2b3404010101 AdjustedClip 0d010102-0101-0700-060e-2b3404010101 TopLevel 0d010102-0101-0800-060e-2b3404010101 LowerLevel 0d010102-0101-0900-060e-2b3404010101 Template
        ColorPrimariesType 04010101-0301-0000-060e-2b3404010106 SMPTE170M 04010101-0302-0000-060e-2b3404010106 ITU470_PAL 04010101-0303-0000-060e-2b3404010106 ITU709
        CodingEquationsType 04010101-0201-0000-060e-2b3404010101 ITU601 04010101-0202-0000-060e-2b3404010101 ITU709 04010101-0203-0000-060e-2b3404010101 SMPTE240M
        """;

    /// <summary>The number of each kind of reference to a class.</summary>
    private static readonly Dictionary<string, Dictionary<ReferenceKind, string>> Numbers = References.Split('\n').Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => Enumerable.Range(0, (words.Length - 1) / 2).ToDictionary(i => Enum.Parse<ReferenceKind>(words[1 + (2 * i)]), i => words[2 + (2 * i)]));

    private static readonly Dictionary<string, Guid> Ids = BuiltInTypes.All.Values.ToDictionary(type => type.Name, type => type.Id);

    /// <summary>The values of each enumeration: whole numbers or ids, as they are written, and names.</summary>
    public static IReadOnlyDictionary<string, (string Value, string Name)[]> Enumerations { get; } = Values.Split('\n').Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => Enumerable.Range(0, (words.Length - 1) / 2).Select(i => (words[1 + (2 * i)], Prefix(words[0]) + words[2 + (2 * i)])).ToArray());

    /// <summary>The id of a type by its name, or by the notation of <see cref="DefinedProperty.Type"/>.</summary>
    public static Guid Id(string type) => Reference(type) is var (kind, target) ? BuiltInTypes.Id($"05{(int)kind:x2}{Numbers[target][kind]}00") : Ids[type];

    /// <summary>What kind of reference a type is and to what class; null where it is a value.</summary>
    public static (ReferenceKind Kind, string Class)? Reference(string type) => (type[0] == '~', type[^1]) switch
    {
        (true, ']') => (ReferenceKind.WeakVector, type[1..^2]),
        (true, '}') => (ReferenceKind.WeakSet, type[1..^2]),
        (true, _) => (ReferenceKind.Weak, type[1..]),
        (_, ']') => (ReferenceKind.StrongVector, type[..^2]),
        (_, '}') => (ReferenceKind.StrongSet, type[..^2]),
        (_, '*') => (ReferenceKind.Strong, type[..^1]),
        _ => null,
    };

    private static string Prefix(string type) => type switch
    {
        "ElectroSpatialFormulation" => $"{type}_",
        "SignalStandardType" or "OperationCategoryType" or "TransferCharacteristicType" or "PluginCategoryType" or "UsageType" or "ColorPrimariesType" or "CodingEquationsType" => $"{type[..^4]}_",
        _ => "",
    };
}
