namespace Acetate.Aaf.Objects;

/// <summary>The types every AAF file may use without defining them (AAF Object Specification 1.1, appendix).</summary>
internal static class BuiltInTypes
{
    /// <summary>One type a line: the first part of its id (the rest is always <c>-0000-0000-060e-2b3401040101</c>), its name, what it is.</summary>
    private const string Table = """
        01010100 UInt8 int 1u
        01010200 UInt16 int 2u
        01010300 UInt32 int 4u
        01010400 UInt64 int 8u
        01010500 Int8 int 1s
        01010600 Int16 int 2s
        01010700 Int32 int 4s
        01010800 Int64 int 8s
        01040100 Boolean enum UInt8
        02010101 ProductReleaseType enum UInt8
        02010102 TapeFormatType enum UInt8
        02010103 VideoSignalType enum UInt8
        02010104 TapeCaseType enum UInt8
        02010105 ColorSitingType enum UInt8
        02010106 EditHintType enum UInt8
        02010107 FadeType enum UInt8
        02010108 LayoutType enum UInt8
        02010109 TCSource enum UInt8
        0201010a PulldownDirectionType enum UInt8
        0201010b PulldownKindType enum UInt8
        0201010c EdgeType enum UInt8
        0201010d FilmType enum UInt8
        0201010e RGBAComponentKind enum UInt8
        0201010f ReferenceType enum UInt8
        02010120 AlphaTransparencyType enum UInt8
        02010121 FieldNumber enum UInt8
        02010122 ElectroSpatialFormulation enum UInt8
        02010123 EmphasisType enum UInt8
        02010124 AuxBitsModeType enum UInt8
        02010125 ChannelStatusModeType enum UInt8
        02010126 UserDataModeType enum UInt8
        02010127 SignalStandardType enum UInt8
        02010128 ScanningDirectionType enum UInt8
        0201012a ContentScanningType enum UInt8
        0201012b TitleAlignmentType enum UInt8
        0201012c AVCContentScanningType enum UInt8
        0201012d MPEG4VisualCodedContentType enum UInt8
        01030100 AUID record Data1:UInt32 Data2:UInt16 Data3:UInt16 Data4:UInt8Array8
        01030200 MobIDType record SMPTELabel:UInt8Array12 length:UInt8 instanceHigh:UInt8 instanceMid:UInt8 instanceLow:UInt8 material:AUID
        03010100 Rational record Numerator:Int32 Denominator:Int32
        03010200 ProductVersion record major:UInt16 minor:UInt16 tertiary:UInt16 patchLevel:UInt16 type:ProductReleaseType
        03010300 VersionType record major:Int8 minor:Int8
        03010400 RGBAComponent record Code:RGBAComponentKind Size:UInt8
        03010500 DateStruct record year:Int16 month:UInt8 day:UInt8
        03010600 TimeStruct record hour:UInt8 minute:UInt8 second:UInt8 fraction:UInt8
        03010700 TimeStamp record date:DateStruct time:TimeStruct
        01030300 UUID fixed 16 UInt8
        04010200 UInt8Array12 fixed 12 UInt8
        04010800 UInt8Array8 fixed 8 UInt8
        04020100 RGBALayout fixed 8 RGBAComponent
        04011500 UUIDArray array UUID
        04010100 UInt8Array array UInt8
        04010300 Int32Array array Int32
        04010400 Int64Array array Int64
        04010500 StringArray array Character
        04010600 AUIDArray array AUID
        04010700 PositionArray array UInt8
        04010900 UInt32Array array UInt32
        04010a00 ChannelStatusModeArray array ChannelStatusModeType
        04010b00 UserDataModeArray array UserDataModeType
        04100100 DataValue array UInt8
        01012001 PositionType rename Int64
        01012002 LengthType rename Int64
        01012003 JPEGTableIDType rename Int32
        01012300 PhaseFrameType rename Int32
        01100200 String string Character
        01100400 ISO7 string Char
        02020101 OperationCategoryType extenum
        02020102 TransferCharacteristicType extenum
        02020103 PluginCategoryType extenum
        02020104 UsageType extenum
        02020105 ColorPrimariesType extenum
        02020106 CodingEquationsType extenum
        04030100 AUIDSet set AUID
        04030200 UInt32Set set UInt32
        04100200 Stream stream
        04100400 Opaque opaque
        01100100 Character char 2
        04100300 Indirect indirect
        01100300 Char char 1
        """;

    public static readonly Guid Auid = Id("01030100"), MobId = Id("01030200"), Rational = Id("03010100"), TimeStamp = Id("03010700"),
        Boolean = Id("01040100"), Character = Id("01100100");

    public static IReadOnlyDictionary<Guid, AafType> All { get; } = Read();

    public static Guid Id(string start) => Guid.Parse($"{start}-0000-0000-060e-2b3401040101");

    private static Dictionary<Guid, AafType> Read()
    {
        var lines = Table.Split('\n').Select(line => line.Split(' ')).ToArray();
        var ids = lines.ToDictionary(words => words[1], words => Id(words[0]));
        return lines.ToDictionary(words => ids[words[1]], words => Type(words, ids));
    }

    private static AafType Type(string[] words, Dictionary<string, Guid> ids)
    {
        var (id, name) = (ids[words[1]], words[1]);
        return words[2] switch
        {
            "int" => new(id, name, AafTypeKind.Integer) { Size = words[3][0] - '0', IsSigned = words[3][1] == 's' },
            "char" => new(id, name, AafTypeKind.Character) { Size = words[3][0] - '0' },
            "enum" => new(id, name, AafTypeKind.Enumeration) { Element = ids[words[3]], Names = name == "Boolean" ? new() { [0] = "False", [1] = "True" } : [] },
            "extenum" => new(id, name, AafTypeKind.ExtendibleEnumeration),
            "record" => new(id, name, AafTypeKind.Record) { Fields = [.. words[3..].Select(word => word.Split(':')).Select(pair => (pair[0], ids[pair[1]]))] },
            "fixed" => new(id, name, AafTypeKind.FixedArray) { Count = int.Parse(words[3], null), Element = ids[words[4]] },
            "array" => new(id, name, AafTypeKind.VariableArray) { Element = ids[words[3]] },
            "set" => new(id, name, AafTypeKind.Set) { Element = ids[words[3]] },
            "rename" => new(id, name, AafTypeKind.Rename) { Element = ids[words[3]] },
            "string" => new(id, name, AafTypeKind.Text) { Element = ids[words[3]] },
            "stream" => new(id, name, AafTypeKind.Stream),
            "opaque" or "indirect" => new(id, name, AafTypeKind.Indirect),
            var kind => throw new InvalidOperationException($"The table of types knows no '{kind}'."),
        };
    }
}
