"""Small sanctions lists in each format: invented entries in the structure of the public schemas."""

from storage import ListEntry

#: Columns of the EU's annexes as CSV.
EU_COLUMNS = (
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,birthDate,"
    "position,passportNumber,imoNumber"
)
EU_ROWS = tuple(
    """\
32017R1509,1,EU-PRK,XIII.A,Asset freeze,16.7.2009,"Director of Example Trading; buys pumps.",\
Person,Ri Tong-Ho,"Lee, Dong Ho; Ri Tong Ho",,,13.10.1944; 1945 or 1946,,PS381420397,
32017R1509,2,EU-PRK,XIII.B,Asset freeze,24.4.2009,Sells arms.,LegalEntity,\
Korea Example Trading Corporation (KETC),EXAMPLE TRADING; f.k.a.: Sample Trading; and Specimen Company,,,,,,
32017R1509,,EU-PRK,XIV.A,Asset freeze,30.3.2018,,Vessel,Chol San 2 (Hae Bit),,,,,,,9074729
32017R1509,4,EU-PRK,XV.A,Asset freeze,20.5.2016,Led the army's rocket force.,Person,KIM Won Ryong 김원룡,\
"KIM Won-Ryong, GIM Won-Ryong",,,,,,
32017R1509,5,EU-PRK,XIV.B,Transportation restrictions,30.3.2018,,Vessel,MIN HAI 7,,,,,,,\
Does not exist""".splitlines()
)


def eu_csv(*rows: str) -> bytes:
    """The EU's list with these rows, or all."""
    return "\n".join((EU_COLUMNS, *(rows or EU_ROWS), "")).encode()


UN_XML = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-11-20T10:00:00.000Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>111</DATAID><VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>RI</FIRST_NAME><SECOND_NAME>TONG HO</SECOND_NAME>
      <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.901</REFERENCE_NUMBER>
      <LISTED_ON>2016-03-02</LISTED_ON><NAME_ORIGINAL_SCRIPT>리동호</NAME_ORIGINAL_SCRIPT>
      <COMMENTS1>Represents a bank in Syria.</COMMENTS1>
      <DESIGNATION><VALUE>Bank official</VALUE></DESIGNATION>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Lee Dong Ho</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Tongho</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_DATE_OF_BIRTH>
        <TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1964-08-28</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1966</FROM_YEAR>
        <TO_YEAR>1967</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT>
        <TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>381420754</NUMBER></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
    </INDIVIDUAL>
    <INDIVIDUAL>
      <DATAID>112</DATAID><FIRST_NAME>JOHN</FIRST_NAME><SECOND_NAME>DOE</SECOND_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.999</REFERENCE_NUMBER>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <DATAID>113</DATAID><FIRST_NAME>EXAMPLE SHIPPING &amp; MARINE</FIRST_NAME>
      <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.902</REFERENCE_NUMBER>
      <LISTED_ON>2018-03-30</LISTED_ON>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>EXAMPLE SHPG</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>OLD EXAMPLE LINES</ALIAS_NAME></ENTITY_ALIAS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>"""

US_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="https://lists.example/XML">
  <publshInformation><Publish_Date>11/25/2026</Publish_Date><Record_Count>4</Record_Count></publshInformation>
  <sdnEntry>
    <uid>20001</uid><firstName>Tong Ho</firstName><lastName>RI</lastName>
    <title>Representative in Syria</title>
    <sdnType>Individual</sdnType><programList><program>DPRK2</program></programList>
    <idList><id><uid>1</uid><idType>Passport</idType><idNumber>381420754</idNumber></id></idList>
    <akaList>
      <aka><uid>2</uid><type>a.k.a.</type><category>strong</category><lastName>LEE</lastName>
        <firstName>Dong-ho</firstName></aka>
      <aka><uid>3</uid><type>a.k.a.</type><category>weak</category><lastName>TONG</lastName></aka>
    </akaList>
    <dateOfBirthList>
      <dateOfBirthItem><uid>4</uid><dateOfBirth>28 Aug 1964</dateOfBirth></dateOfBirthItem>
      <dateOfBirthItem><uid>5</uid><dateOfBirth>circa 1966</dateOfBirth></dateOfBirthItem>
    </dateOfBirthList>
  </sdnEntry>
  <sdnEntry>
    <uid>20002</uid><lastName>CHOL SAN 2</lastName><sdnType>Vessel</sdnType>
    <remarks>(Linked To: EXAMPLE SHIPPING)</remarks><programList><program>DPRK4</program></programList>
    <idList><id><uid>6</uid>
      <idType>Vessel Registration Identification</idType><idNumber>IMO 9074729</idNumber></id></idList>
    <akaList><aka><uid>7</uid>
      <type>f.k.a.</type><category>strong</category><lastName>HAE BIT</lastName></aka></akaList>
    <vesselInfo><callSign>HMAA</callSign><vesselType>Tanker</vesselType></vesselInfo>
  </sdnEntry>
  <sdnEntry>
    <uid>20003</uid><lastName>P-999</lastName><sdnType>Aircraft</sdnType>
    <programList><program>DPRK3</program></programList>
  </sdnEntry>
  <sdnEntry>
    <uid>20004</uid><lastName>ELSEWHERE LLC</lastName><sdnType>Entity</sdnType>
    <programList><program>SDGT</program></programList>
  </sdnEntry>
</sdnList>"""

UK_XML = """<?xml version="1.0" encoding="utf-8"?>
<Designations xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <DateGenerated>24/11/2026</DateGenerated>
  <Designation>
    <DateDesignated>31/12/2020</DateDesignated><UniqueID>DPR0901</UniqueID>
    <UNReferenceNumber>KPi.901</UNReferenceNumber>
    <Names>
      <Name><Name1>TONG</Name1><Name2>HO</Name2><Name6>RI</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name6>Tongho</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
    </Names>
    <NonLatinNames><NonLatinName><NameNonLatinScript>리동호</NameNonLatinScript></NonLatinName></NonLatinNames>
    <RegimeName>The Democratic People's Republic of Korea (Sanctions) (EU Exit) Regulations 2019</RegimeName>
    <IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UN</DesignationSource>
    <OtherInformation>Bank official.</OtherInformation>
    <IndividualDetails><Individual><DOBs><DOB>dd/mm/1964</DOB><DOB>28/08/1965</DOB></DOBs>
      <PassportDetails><Passport><PassportNumber>381420754</PassportNumber></Passport></PassportDetails>
    </Individual></IndividualDetails>
  </Designation>
  <Designation>
    <UniqueID>DPR0902</UniqueID>
    <Names>
      <Name><Name6>CHOL SAN 2</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name6>HAE BIT</Name6><NameType>Primary name (previous)</NameType></Name>
    </Names>
    <RegimeName>The Democratic People’s Republic of Korea (Sanctions) (EU Exit) Regulations 2019</RegimeName>
    <IndividualEntityShip>Ship</IndividualEntityShip><DesignationSource>UK</DesignationSource>
    <ShipDetails><Ship><IMONumbers><IMONumber>9074729</IMONumber></IMONumbers></Ship></ShipDetails>
  </Designation>
  <Designation>
    <UniqueID>RUS0001</UniqueID><Names><Name><Name6>ELSEWHERE</Name6><NameType>Primary Name</NameType></Name></Names>
    <RegimeName>The Russia (Sanctions) (EU Exit) Regulations 2019</RegimeName>
  </Designation>
</Designations>"""

FTM_JSON = "\n".join(
    (
        '{"id": "NK-1", "schema": "Vessel", "caption": "CHOL SAN 2", "datasets": ["un_sc_sanctions", "us_ofac_sdn"], '
        '"last_change": "2026-11-21T01:00:00", "referents": ["Q990"], "properties": {"name": ["CHOL SAN 2"], '
        '"previousName": ["HAE BIT"], "imoNumber": ["IMO9074729"], "flag": ["kp"], "topics": ["sanction"]}}',
        '{"id": "s-1", "schema": "Sanction", "properties": {"entity": ["NK-1"], "authority": ["UN"], '
        '"program": ["DPRK"], "startDate": ["2018-03-30"]}}',
        '{"id": "Q991", "schema": "Person", "caption": "Ri Tong Ho", "datasets": ["eu_fsf"], "properties": '
        '{"name": ["Ri Tong Ho", "리동호"], "weakAlias": ["Tongho"], "birthDate": ["1964-08-28"], '
        '"nationality": ["kp"], "sanctions": [{"id": "s-2", "schema": "Sanction", "properties": '
        '{"program": ["EU-PRK"], "reason": ["Works for a bank."], "startDate": ["2016-03-04"]}}]}}',
        '{"id": "NK-3", "schema": "Company", "datasets": ["ru_x"], "properties": {"name": ["Elsewhere"], '
        '"country": ["ru"], "topics": ["sanction"]}}',
        '{"id": "a-1", "schema": "Address", "properties": {"full": ["Pyongyang"]}}',
    )
)


def entry(**changes: object) -> ListEntry:
    """A tanker that the UN lists."""
    values: dict[str, object] = {
        "key": "1",
        "kind": "ship",
        "name": "CHOL SAN 2",
        "imo": "9074729",
        "authorities": ("eu", "un"),
        "listed_on": "2018-03-30",
    }
    return ListEntry(**{**values, **changes})  # type: ignore[arg-type]
